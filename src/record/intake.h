/* record/intake.h: imported rows as tables that SQLite reads (intake.c). Inside record/
 * only. */
#ifndef TC_RECORD_INTAKE_H
#define TC_RECORD_INTAKE_H

#include "record/batch.h"

/* What is written next: rows that each make a claim and an event. All borrowed. */
struct intake {
    const struct item *items;   /* (count) */
    const struct event *events; /* (count) */
    size_t count;
    const long long *ids, *voices; /* by the batches' numbers of names */
    long long coding, row, claim;  /* of the first */
    sqlite3_stmt *claims, *all_events;
};

/* Makes them known to the record's connection. */
tocsin_status tc_intake_open(struct record *record, struct intake *intake);
void tc_intake_close(struct record *record, struct intake *intake);
/* Inserts the claims and the events. CORRUPT there are rows of higher numbers. */
tocsin_status tc_intake_write(struct record *record, struct intake *intake);

#endif
