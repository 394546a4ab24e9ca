/* parse/conllu.c: a parse as CoNLL-U.
 *
 * A multiword token has its own line "1-2", which bears the form as it stands in the
 * text and SpaceAfter; each line bears TokenRange. White space inside # text becomes
 * spaces, as the format wants lines whole.
 */
#include "parse/sentence.h"

static void write_text(struct buffer *b, text t)
{
    size_t from = 0;
    for (size_t i = 0; i <= t.size; i++) {
        bool space =
            i < t.size && (t.data[i] == '\n' || t.data[i] == '\r' || t.data[i] == '\t');
        if (space || i == t.size) {
            tc_buffer_text(b, tc_text_slice(t, from, i));
            from = i + 1;
        }
        if (space) {
            tc_buffer_byte(b, ' ');
        }
    }
}

static void write_range(struct buffer *b, bool space_after, uint32_t begin,
                        uint32_t end)
{
    if (!space_after) {
        tc_buffer_string(b, "SpaceAfter=No|");
    }
    tc_buffer_format(b, "TokenRange=%u:%u\n", begin, end);
}

static void write_multiword(struct buffer *b, const struct parsed *parsed,
                            const struct sentence *s, uint32_t i)
{
    uint32_t last = i + s->tokens[i].multiword - 1;
    if (last >= s->count) {
        return;
    }
    uint32_t begin = s->tokens[i].begin;
    uint32_t end = s->tokens[last].end;
    tc_buffer_format(b, "%u-%u\t", i + 1, last + 1);
    write_text(b, tc_text_slice(parsed->text, begin, end));
    tc_buffer_string(b, "\t_\t_\t_\t_\t_\t_\t_\t");
    write_range(b, s->tokens[last].space_after, begin, end);
}

static void write_token(struct buffer *b, const struct sentence *s, uint32_t i,
                        bool part)
{
    const struct token *token = &s->tokens[i];
    tc_buffer_format(b, "%u\t", i + 1);
    write_text(b, token->form);
    tc_buffer_byte(b, '\t');
    write_text(b, token->lemma);
    tc_buffer_format(b, "\t%s\t%s\t_\t%d\t%s\t_\t",
                     tc_upos_name((enum upos)token->upos),
                     tc_xpos_name((enum xpos)token->xpos), (int)(token->head + 1),
                     tc_relation_name((enum relation)token->relation));
    write_range(b, token->space_after || part, token->begin, token->end);
}

void tc_conllu_write(struct buffer *buffer, const struct parsed *parsed, text document)
{
    tc_buffer_string(buffer, "# newdoc id = ");
    write_text(buffer, document);
    tc_buffer_byte(buffer, '\n');
    for (uint32_t n = 0; n < parsed->count; n++) {
        const struct sentence *s = &parsed->sentences[n];
        if (n == 0 || s->paragraph != parsed->sentences[n - 1].paragraph) {
            tc_buffer_string(buffer, "# newpar\n");
        }
        tc_buffer_string(buffer, "# sent_id = ");
        write_text(buffer, document);
        tc_buffer_format(buffer, "-%u\n# text = ", n + 1);
        write_text(buffer, tc_text_slice(parsed->text, s->begin, s->end));
        tc_buffer_byte(buffer, '\n');
        uint32_t inside = 0; /* words left of a multiword token */
        for (uint32_t i = 0; i < s->count; i++) {
            if (s->tokens[i].multiword > 0) {
                write_multiword(buffer, parsed, s, i);
                inside = s->tokens[i].multiword;
            }
            write_token(buffer, s, i, inside > 0);
            inside -= inside > 0;
        }
        tc_buffer_byte(buffer, '\n');
    }
}
