# bash completion for tocsin
_tocsin() {
    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} command= w
    for w in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
        case $w in
        read | parse | code | events | show | claims | moves | report | import | export | lexicon | eval | forecast | doctor | version)
            command=$w
            break
            ;;
        esac
    done
    case $before in
    --type)
        COMPREPLY=($(compgen -W "AGREE CONSULT SUPPORT COOPERATE AID CONCEDE RETREAT REQUEST
            ACCUSE REJECT THREATEN PROTEST SANCTION MOBILIZE COERCE ASSAULT" -- "$word"))
        return
        ;;
    --status)
        COMPREPLY=($(compgen -W "happened ongoing announced planned threatened possible
            denied negated" -- "$word"))
        return
        ;;
    --format)
        COMPREPLY=($(compgen -W "table jsonl csv polecat cameo conllu" -- "$word"))
        return
        ;;
    --what)
        COMPREPLY=($(compgen -W "events claims documents record" -- "$word"))
        return
        ;;
    --mapping)
        COMPREPLY=($(compgen -f -- "$word"))
        return
        ;;
    import)
        [[ $command == import ]] && COMPREPLY=($(compgen -f -W "gdelt1 gdelt2 gdelt-mentions
            icews polecat acled ucdp phoenix phoenix-historical terrier jsonl" -- "$word"))
        [[ $command == import ]] && return
        ;;
    export)
        COMPREPLY=($(compgen -W "csv jsonl geojson gexf graphml polecat gdelt1 gdelt2 bibtex
            csl-json parquet native" -- "$word"))
        return
        ;;
    --from)
        [[ $command == parse ]] && COMPREPLY=($(compgen -W "conllu" -- "$word"))
        return
        ;;
    --layer)
        COMPREPLY=($(compgen -W "claims attributions times places actors factuality" \
            -- "$word"))
        return
        ;;
    --parties)
        COMPREPLY=($(compgen -W "country code name" -- "$word"))
        return
        ;;
    --record | --events | --plot | --cache | --files | --pdftotext | --model | --lexicon | --output | --corpus | --out | --over | --duckdb)
        COMPREPLY=($(compgen -f -- "$word"))
        return
        ;;
    esac
    if [[ $command == forecast && $before == forecast ]]; then
        COMPREPLY=($(compgen -W "risk next backtest past" -- "$word"))
    elif [[ $word == --* ]]; then
        COMPREPLY=($(compgen -W "--record --format --jobs --layer --as-of --actor
            --recipient --party --type --status --from --to --place --source --words --event
            --limit --offset --publisher --published --any-language --max-document --follow --cache --rate
            --timeout --agent --proxy --allow-private --files --pdftotext --model
            --lexicon --output --title --country --context --corpus --min --out --over
            --what --duckdb --by --mapping --events --parties --days --doubt --plot --rules --intensity --why
            --rules-only --repair --backup --quiet --help --version" -- "$word"))
    elif [[ -z $command ]]; then
        COMPREPLY=($(compgen -W "read parse code events show claims moves report import export lexicon
            doctor version" -- "$word"))
    elif [[ $command == lexicon && $before == lexicon ]]; then
        COMPREPLY=($(compgen -W "lookup actor compile check gaps import" -- "$word"))
    else
        COMPREPLY=($(compgen -f -- "$word"))
    fi
}
complete -F _tocsin tocsin
