-- Several processes over one database. Each has a row here while it lives, named by its epoch; "beat" rises as long as it does. One
-- whose beat stood still for the time of a lease is ended by the others, and one that is ended never comes back.

CREATE TABLE clearance.process (
    epoch bigint PRIMARY KEY CHECK (epoch > 0),
    holder text NOT NULL,
    beat bigint NOT NULL CHECK (beat >= 0),
    ended boolean NOT NULL,
    since timestamptz NOT NULL DEFAULT now()
) WITH (fillfactor = 10);

-- Thirty-two lanes instead of four. A lane belongs to the process whose epoch it has, which writes in it, or only publishes what
-- a dead one left. Numbers of intents, parked events and dead letters are multiples of thirty-two and the lane from here on: every
-- lane begins above what any lane gave out.

INSERT INTO clearance.lane (lane, epoch, holder, last_write, last_journal, last_intent, last_parked, last_letter)
SELECT n, first.epoch, first.holder, '00000000-0000-0000-0000-000000000000', 0, 0, 0, 0
FROM clearance.lane AS first, generate_series(4, 31) AS n
WHERE first.lane = 0;

UPDATE clearance.lane SET last_intent = last.intent, last_parked = last.parked, last_letter = last.letter
FROM (SELECT max(last_intent) AS intent, max(last_parked) AS parked, max(last_letter) AS letter FROM clearance.lane) AS last;

ALTER TABLE clearance.lane ADD writes boolean NOT NULL DEFAULT false;

-- A dead letter's lane is its number's remainder: what was of lane n of four is of n, n + 4, n + 8 … of thirty-two.
INSERT INTO clearance.published (source, lane, through)
SELECT source, lane + 4 * n, through FROM clearance.published, generate_series(1, 7) AS n
WHERE source = 1 AND lane < 4;

-- Who claims a ledger says so before there is one: a head of version 0, which is none to everybody else.
ALTER TABLE clearance.ledger DROP CONSTRAINT ledger_version_check,
    ADD CONSTRAINT ledger_version_check CHECK (version > 0 OR (version = 0 AND body = ''));
ALTER TABLE clearance.ledger DROP CONSTRAINT ledger_claim_check, ADD CONSTRAINT ledger_claim_check CHECK (claim >= 0);

-- Messages of one sender keep their order in whatever lanes they are: by the version of the sender's ledger that sent them.
ALTER TABLE clearance.intent ADD version bigint NOT NULL DEFAULT 0 CHECK (version >= 0);
CREATE INDEX intent_by_sender ON clearance.intent (sender);
