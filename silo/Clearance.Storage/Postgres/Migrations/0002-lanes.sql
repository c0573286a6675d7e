-- Several lanes: each with a row of its own, which only its own commits write, and a journal of its own. What there was is
-- the first lane's. Numbers of intents, parked events and dead letters are given out lane by lane from here on, as multiples of four
-- and the lane: greater than any before.

INSERT INTO clearance.lane (lane, epoch, holder, last_write, last_journal, last_intent, last_parked, last_letter)
SELECT n, first.epoch, first.holder, '00000000-0000-0000-0000-000000000000', 0,
    first.last_intent, first.last_parked, first.last_letter
FROM clearance.lane AS first, generate_series(1, 3) AS n
WHERE first.lane = 0;

ALTER TABLE clearance.journal ADD lane smallint NOT NULL DEFAULT 0 CHECK (lane >= 0);
ALTER TABLE clearance.journal DROP CONSTRAINT journal_pkey, ADD PRIMARY KEY (lane, position);
ALTER TABLE clearance.journal ALTER lane DROP DEFAULT;

-- A declaration is registered and paid soon after: both versions of its row fit on its page, and no index is written twice.
ALTER TABLE clearance.ledger_resident SET (fillfactor = 50);
