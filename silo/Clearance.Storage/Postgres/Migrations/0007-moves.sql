-- Moves of money that officers proposed, in the order they did; each is changed in place, by its version.

CREATE TABLE clearance.officer_move (
    taxpayer text NOT NULL,
    id text NOT NULL,
    sequence bigint GENERATED ALWAYS AS IDENTITY,
    version bigint NOT NULL CHECK (version > 0),
    unfinished boolean NOT NULL,
    body bytea NOT NULL,
    PRIMARY KEY (taxpayer, id)
) WITH (fillfactor = 70);

CREATE INDEX officer_move_in_order ON clearance.officer_move (taxpayer, sequence);
CREATE INDEX officer_move_unfinished ON clearance.officer_move (sequence) WHERE unfinished;
