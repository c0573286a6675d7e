-- Who may do what; run after every migration, and again without harm. The three roles cannot log in: they are granted to
-- those that do (GRANT clearance_engine TO …). Where the migrating role may not create roles, they are made by hand and the
-- migration is run once more.

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['clearance_migrate', 'clearance_engine', 'clearance_read'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) THEN
            BEGIN
                EXECUTE format('CREATE ROLE %I NOLOGIN', name);
            EXCEPTION
                WHEN insufficient_privilege THEN
                    RAISE NOTICE 'role % is not there and may not be created by %', name, current_user;
                WHEN duplicate_object OR unique_violation THEN
                    NULL; -- another database of this server was migrated at the same moment
            END;
        END IF;
    END LOOP;

    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'clearance_migrate') THEN
        GRANT ALL ON SCHEMA clearance TO clearance_migrate;
        GRANT ALL ON ALL TABLES IN SCHEMA clearance TO clearance_migrate;
    END IF;

    -- The engine adds to the journal and the dead letters; it cannot change or remove what is there.
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'clearance_engine') THEN
        GRANT USAGE ON SCHEMA clearance TO clearance_engine;
        GRANT SELECT ON ALL TABLES IN SCHEMA clearance TO clearance_engine;
        GRANT UPDATE ON clearance.lane TO clearance_engine;
        GRANT INSERT, UPDATE, DELETE ON clearance.process, clearance.silo, clearance.silo_table TO clearance_engine;
        GRANT INSERT, UPDATE ON clearance.ledger, clearance.identity, clearance.registry TO clearance_engine;
        GRANT DELETE ON clearance.ledger TO clearance_engine; -- a head of version 0
        GRANT INSERT, UPDATE, DELETE ON clearance.ledger_resident, clearance.ledger_settled TO clearance_engine;
        GRANT INSERT, DELETE ON clearance.intent, clearance.parked TO clearance_engine;
        GRANT INSERT, UPDATE ON clearance.input_position, clearance.published, clearance.officer_move TO clearance_engine;
        GRANT INSERT ON clearance.journal, clearance.dead_letter TO clearance_engine;
        GRANT INSERT, UPDATE ON clearance.orleansstorage TO clearance_engine;
    END IF;

    -- The registry's secret (meta) is not for readers.
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'clearance_read') THEN
        GRANT USAGE ON SCHEMA clearance TO clearance_read;
        GRANT SELECT ON ALL TABLES IN SCHEMA clearance TO clearance_read;
        REVOKE ALL ON clearance.meta FROM clearance_read;
    END IF;
END $$;
