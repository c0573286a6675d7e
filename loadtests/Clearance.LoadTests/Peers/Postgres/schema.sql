-- What a peer in PostgreSQL keeps of the two common events: a row for each that the engine has too, no row that it has not. The
-- journal's hash chain and the row of a declaration's identity are the engine's alone.

CREATE SCHEMA peer;

-- Ids, for ever.
CREATE TABLE peer.registry (
    stream smallint NOT NULL,
    id text COLLATE "C" NOT NULL,
    content uuid NOT NULL,
    PRIMARY KEY (stream, id)
);

-- Only the key is indexed, so that a new version stays on its page.
CREATE TABLE peer.taxpayer (
    id text COLLATE "C" PRIMARY KEY,
    version bigint NOT NULL,
    confirmed bigint NOT NULL
) WITH (fillfactor = 60);

-- Registered and paid soon after: both versions fit on a page.
CREATE TABLE peer.declaration (
    key bigint PRIMARY KEY,
    taxpayer text COLLATE "C" NOT NULL,
    version integer NOT NULL,
    codes text[] NOT NULL,
    blocking boolean[] NOT NULL,
    amounts bigint[] NOT NULL,
    paid bigint[] NOT NULL,
    surplus bigint NOT NULL,
    misdirected bigint NOT NULL
) WITH (fillfactor = 50);

CREATE INDEX declaration_of_taxpayer ON peer.declaration (taxpayer);

CREATE TABLE peer.payment (
    taxpayer text COLLATE "C" NOT NULL,
    id text COLLATE "C" NOT NULL,
    rows text NOT NULL,
    PRIMARY KEY (taxpayer, id)
);

CREATE TABLE peer.parked (
    declaration bigint NOT NULL,
    taxpayer text COLLATE "C" NOT NULL,
    payment text NOT NULL,
    code text NOT NULL,
    amount bigint NOT NULL
);

CREATE INDEX parked_for_declaration ON peer.parked (declaration);

CREATE TABLE peer.suspense (
    taxpayer text COLLATE "C" NOT NULL,
    payment text NOT NULL,
    code text NOT NULL,
    amount bigint NOT NULL
);

CREATE INDEX suspense_of_taxpayer ON peer.suspense (taxpayer);

CREATE TABLE peer.decision (
    position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    declaration bigint NOT NULL,
    version integer NOT NULL,
    cause text NOT NULL,
    made_at timestamptz NOT NULL DEFAULT now(),
    body text NOT NULL,
    UNIQUE (declaration, version)
);
