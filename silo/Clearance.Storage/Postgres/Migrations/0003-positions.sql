-- What the topics need that are read and written: how far each partition is finished, with the hash of its last finished
-- message, and how far the journal (0) and the dead letters (1) are published, lane by lane. A few rows, written in place.

CREATE TABLE clearance.input_position (
    stream smallint NOT NULL,
    partition integer NOT NULL,
    next bigint NOT NULL CHECK (next > 0),
    last_hash uuid NOT NULL,
    PRIMARY KEY (stream, partition)
) WITH (fillfactor = 10);

CREATE TABLE clearance.published (
    source smallint NOT NULL,
    lane smallint NOT NULL CHECK (lane >= 0),
    through bigint NOT NULL CHECK (through > 0),
    PRIMARY KEY (source, lane)
) WITH (fillfactor = 10);
