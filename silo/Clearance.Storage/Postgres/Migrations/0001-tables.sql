-- The first version. Every name is in the schema "clearance". Text keys compare by their bytes (COLLATE "C"), so that
-- their order does not depend on the server's language.

CREATE SCHEMA clearance;

CREATE TABLE clearance.schema_version (
    version integer PRIMARY KEY CHECK (version > 0),
    applied_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE clearance.meta (
    name text COLLATE "C" PRIMARY KEY,
    value bytea NOT NULL
);

-- Who may write, and how far. Every commit names its epoch here, leaves its own number (by which it is recognised when its
-- answer is lost) and the last position it gave of each sequence. The row is written by every commit: hence the room.
CREATE TABLE clearance.lane (
    lane smallint PRIMARY KEY CHECK (lane >= 0),
    epoch bigint NOT NULL CHECK (epoch >= 0),
    holder text NOT NULL,
    last_write uuid NOT NULL,
    last_journal bigint NOT NULL CHECK (last_journal >= 0),
    last_intent bigint NOT NULL CHECK (last_intent >= 0),
    last_parked bigint NOT NULL CHECK (last_parked >= 0),
    last_letter bigint NOT NULL CHECK (last_letter >= 0)
) WITH (fillfactor = 10);

INSERT INTO clearance.lane VALUES (0, 0, '', '00000000-0000-0000-0000-000000000000', 0, 0, 0, 0);

-- Heads. Only the key is indexed, so that a new version of a head stays on its page (HOT); who wants those that are due
-- walks them in key order, once a day.
CREATE TABLE clearance.ledger (
    taxpayer text COLLATE "C" PRIMARY KEY CHECK (length(taxpayer) BETWEEN 10 AND 13),
    version bigint NOT NULL CHECK (version > 0),
    claim bigint NOT NULL CHECK (claim > 0),
    next_change integer,
    pass_open boolean NOT NULL,
    body bytea NOT NULL
) WITH (fillfactor = 60);

-- Rows that are loaded with their ledger, and rows that are read when touched. A row is in one of the two. They are two
-- tables because the first stays small and is written again and again, and the second only grows.
CREATE TABLE clearance.ledger_resident (
    taxpayer text COLLATE "C" NOT NULL,
    kind smallint NOT NULL CHECK (kind >= 0),
    key text COLLATE "C" NOT NULL,
    version bigint NOT NULL CHECK (version > 0),
    body bytea NOT NULL,
    PRIMARY KEY (taxpayer, kind, key)
) WITH (fillfactor = 75);

CREATE TABLE clearance.ledger_settled (
    taxpayer text COLLATE "C" NOT NULL,
    kind smallint NOT NULL CHECK (kind >= 0),
    key text COLLATE "C" NOT NULL,
    version bigint NOT NULL CHECK (version > 0),
    body bytea NOT NULL,
    PRIMARY KEY (taxpayer, kind, key)
);

CREATE TABLE clearance.identity (
    declaration bigint PRIMARY KEY CHECK (declaration BETWEEN 10000000000 AND 99999999999),
    version bigint NOT NULL CHECK (version > 0),
    owner text COLLATE "C" CHECK (length(owner) BETWEEN 10 AND 13),
    body bytea NOT NULL
) WITH (fillfactor = 80);

-- The 16 bytes of both hashes are kept as uuid, which compares and stores them plainly.
CREATE TABLE clearance.registry (
    id uuid PRIMARY KEY,
    content uuid NOT NULL,
    home text COLLATE "C" NOT NULL,
    outcome smallint NOT NULL CHECK (outcome BETWEEN 1 AND 3),
    rejection bytea
) PARTITION BY HASH (id);

DO $$
BEGIN
    FOR part IN 0..15 LOOP
        EXECUTE format(
            'CREATE TABLE clearance.registry_%s PARTITION OF clearance.registry'
            ' FOR VALUES WITH (MODULUS 16, REMAINDER %s)', lpad(part::text, 2, '0'), part);
    END LOOP;
END $$;

CREATE TABLE clearance.intent (
    sequence bigint PRIMARY KEY CHECK (sequence > 0),
    key text COLLATE "C" NOT NULL UNIQUE,
    kind smallint NOT NULL,
    sender text COLLATE "C" NOT NULL CHECK (length(sender) BETWEEN 10 AND 13),
    receiver text COLLATE "C" NOT NULL CHECK (length(receiver) BETWEEN 10 AND 13),
    cause uuid NOT NULL,
    body bytea NOT NULL
);

CREATE TABLE clearance.journal (
    position bigint PRIMARY KEY CHECK (position > 0),
    declaration bigint NOT NULL CHECK (declaration BETWEEN 10000000000 AND 99999999999),
    sequence bigint NOT NULL CHECK (sequence > 0),
    hash bytea NOT NULL,
    body bytea NOT NULL,
    UNIQUE (declaration, sequence)
);

CREATE TABLE clearance.parked (
    sequence bigint PRIMARY KEY CHECK (sequence > 0),
    home text COLLATE "C" NOT NULL,
    stream smallint NOT NULL,
    body bytea NOT NULL,
    why text NOT NULL
);

CREATE INDEX parked_by_home ON clearance.parked (home, sequence);

CREATE TABLE clearance.dead_letter (
    sequence bigint PRIMARY KEY CHECK (sequence > 0),
    stream smallint NOT NULL,
    received_at bigint NOT NULL,
    code text NOT NULL,
    field text,
    detail text NOT NULL,
    raw bytea NOT NULL
);
