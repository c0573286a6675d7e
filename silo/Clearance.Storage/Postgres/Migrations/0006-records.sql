-- The table of grain state of Orleans (Microsoft.Orleans.Persistence.AdoNet), for Store:Provider=adonet. Orleans reads the statements it
-- runs from "orleansquery", by their keys; their parameters, and the names of what they return, are Orleans' own. The rest is ours.

CREATE TABLE clearance.orleansstorage (
    grainidhash integer NOT NULL,
    grainidn0 bigint NOT NULL,
    grainidn1 bigint NOT NULL,
    graintypehash integer NOT NULL,
    graintypestring text NOT NULL,
    grainidextensionstring text NOT NULL,
    serviceid text NOT NULL,
    payloadbinary bytea,
    modifiedon timestamptz(3) NOT NULL,
    version integer NOT NULL,
    PRIMARY KEY (grainidhash, grainidextensionstring, grainidn0, grainidn1, graintypestring, serviceid)
) WITH (fillfactor = 70);

-- Writes a record that has a version, or is new when that is null; its next version, or null when it is another one: Orleans takes that
-- for a conflict, and an error for anything.
--
-- Two first writes are one row and one conflict: the key is unique, and who comes second waits for the first.
-- A version is an integer, and begins anew before it is too large: it is only ever compared.
-- A session says under which epoch it writes; a lease that was taken since is another one. Who takes it waits for this lock alone, so that what
-- was under way is done, and what comes later is refused.
CREATE FUNCTION clearance.write_record(
    id_hash integer, id_n0 bigint, id_n1 bigint, type_hash integer, type_name text, id_text text, service text,
    held integer, body bytea)
RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    written integer;
BEGIN
    PERFORM pg_advisory_xact_lock_shared(4849341412074017348);
    IF nullif(current_setting('clearance.epoch', true), '')::bigint
        IS DISTINCT FROM (SELECT epoch FROM clearance.lane WHERE lane = 0) THEN
        RAISE EXCEPTION 'another engine has taken the lease of this store' USING ERRCODE = 'CLF01';
    END IF;

    IF held IS NULL THEN
        INSERT INTO clearance.orleansstorage AS s (
            grainidhash, grainidn0, grainidn1, graintypehash, graintypestring, grainidextensionstring, serviceid,
            payloadbinary, modifiedon, version)
        VALUES (id_hash, id_n0, id_n1, type_hash, type_name, coalesce(id_text, ''), service, body, now(), 1)
        ON CONFLICT DO NOTHING
        RETURNING s.version INTO written;
    ELSE
        UPDATE clearance.orleansstorage AS s
        SET payloadbinary = body, modifiedon = now(),
            version = CASE s.version WHEN 2147483647 THEN 1 ELSE s.version + 1 END
        WHERE s.grainidhash = id_hash AND s.grainidextensionstring = coalesce(id_text, '') AND s.grainidn0 = id_n0
            AND s.grainidn1 = id_n1 AND s.graintypestring = type_name AND s.serviceid = service AND s.version = held
        RETURNING s.version INTO written;
    END IF;

    RETURN written;
END $$;

INSERT INTO clearance.orleansquery (querykey, querytext) VALUES
('WriteToStorageKey',
'SELECT write_record(@GrainIdHash, @GrainIdN0, @GrainIdN1, @GrainTypeHash, @GrainTypeString, @GrainIdExtensionString, @ServiceId,
    @GrainStateVersion, @PayloadBinary) AS newgrainstateversion'),
('ReadFromStorageKey',
'SELECT payloadbinary, version FROM orleansstorage
WHERE grainidhash = @GrainIdHash AND grainidextensionstring = coalesce(@GrainIdExtensionString, '''') AND grainidn0 = @GrainIdN0
    AND grainidn1 = @GrainIdN1 AND graintypestring = @GrainTypeString AND serviceid = @ServiceId'),
('ClearStorageKey',
'SELECT write_record(@GrainIdHash, @GrainIdN0, @GrainIdN1, @GrainTypeHash, @GrainTypeString, @GrainIdExtensionString, @ServiceId,
    @GrainStateVersion, NULL) AS newgrainstateversion');
