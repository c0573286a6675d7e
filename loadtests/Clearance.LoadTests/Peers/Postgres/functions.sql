-- The peer that decides in the database: one call for each event, which is one transaction.

CREATE FUNCTION peer.decide(
    key_ bigint, taxpayer_ text, version_ integer, codes_ text[], blocking_ boolean[], amounts_ bigint[], paid_ bigint[])
RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    payable bigint := 0;
    paid bigint := 0;
    missing bigint;
    lines text := '';
    steps text := '';
    comma text := '';
BEGIN
    FOR i IN 1 .. cardinality(codes_) LOOP
        CONTINUE WHEN NOT blocking_[i];
        payable := payable + amounts_[i];
        paid := paid + paid_[i];
        missing := amounts_[i] - paid_[i];
        CONTINUE WHEN missing = 0;
        lines := lines || comma || '{"line":"' || codes_[i] || '","outstanding":' || missing || '}';
        steps := steps || comma || '{"action":"pay","line":"' || codes_[i] || '","amount":' || missing || '}';
        comma := ',';
    END LOOP;
    missing := payable - paid;
    RETURN '{"declaration":"' || key_ || '","taxpayer":"' || taxpayer_
        || CASE missing WHEN 0 THEN '","outcome":"clear","reasons":['
            ELSE '","outcome":"hold","reasons":[{"code":"TaxUnpaid","shortfall":' || missing || ',"lines":[' || lines || ']}' END
        || '],"toRelease":[' || steps || '],"payable":' || payable || ',"paid":' || paid || ',"outstanding":' || missing
        || ',"ruleSet":"2026-108","version":' || version_ || '}';
END $$;

-- 0 accepted, 1 duplicate, 2 conflict, 3 rejected.
CREATE FUNCTION peer.register(
    id_ text, content_ uuid, taxpayer_ text, key_ bigint, codes_ text[], blocking_ boolean[], amounts_ bigint[])
RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    paid_ bigint[] := array_fill(0::bigint, ARRAY[cardinality(codes_)]);
    surplus_ bigint := 0;
    misdirected_ bigint := 0;
    came record;
    n integer;
    fits bigint;
BEGIN
    -- One event of a taxpayer at a time: a payment that came first is found here, or finds the declaration.
    PERFORM pg_advisory_xact_lock(hashtextextended(taxpayer_, 0));
    INSERT INTO peer.registry VALUES (0, id_, content_) ON CONFLICT DO NOTHING;
    IF NOT FOUND THEN
        RETURN (SELECT CASE WHEN r.content = content_ THEN 1 ELSE 2 END FROM peer.registry AS r WHERE r.stream = 0 AND r.id = id_);
    END IF;

    IF EXISTS (SELECT FROM peer.declaration AS d WHERE d.key = key_) THEN
        RETURN 3;
    END IF;

    FOR came IN
        DELETE FROM peer.parked AS p WHERE p.declaration = key_ AND p.taxpayer = taxpayer_ RETURNING p.code, p.amount
    LOOP
        n := array_position(codes_, came.code);
        IF n IS NULL THEN
            misdirected_ := misdirected_ + came.amount;
        ELSE
            fits := least(came.amount, amounts_[n] - paid_[n]);
            paid_[n] := paid_[n] + fits;
            surplus_ := surplus_ + came.amount - fits;
        END IF;
    END LOOP;

    INSERT INTO peer.declaration VALUES (key_, taxpayer_, 1, codes_, blocking_, amounts_, paid_, surplus_, misdirected_);
    INSERT INTO peer.taxpayer AS t VALUES (taxpayer_, 1, 0) ON CONFLICT (id) DO UPDATE SET version = t.version + 1;
    INSERT INTO peer.decision (declaration, version, cause, body)
    VALUES (key_, 1, id_, peer.decide(key_, taxpayer_, 1, codes_, blocking_, amounts_, paid_));
    RETURN 0;
END $$;

CREATE FUNCTION peer.pay(
    id_ text, content_ uuid, taxpayer_ text, rows_ text, targets_ bigint[], codes_ text[], amounts_ bigint[])
RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    target bigint;
    done bigint[] := '{}';
    it peer.declaration;
    total bigint := 0;
    n integer;
    fits bigint;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended(taxpayer_, 0));
    INSERT INTO peer.registry VALUES (1, id_, content_) ON CONFLICT DO NOTHING;
    IF NOT FOUND THEN
        RETURN (SELECT CASE WHEN r.content = content_ THEN 1 ELSE 2 END FROM peer.registry AS r WHERE r.stream = 1 AND r.id = id_);
    END IF;

    FOREACH target IN ARRAY targets_ LOOP
        CONTINUE WHEN target = ANY (done);
        done := done || target;
        SELECT * INTO it FROM peer.declaration AS d WHERE d.key = target;
        IF NOT FOUND AND target <> 0 THEN
            INSERT INTO peer.parked
            SELECT target, taxpayer_, id_, r.code, r.amount FROM unnest(targets_, codes_, amounts_) AS r (named, code, amount)
            WHERE r.named = target;
        ELSIF NOT FOUND OR it.taxpayer <> taxpayer_ THEN
            INSERT INTO peer.suspense
            SELECT taxpayer_, id_, r.code, r.amount FROM unnest(targets_, codes_, amounts_) AS r (named, code, amount)
            WHERE r.named = target;
        ELSE
            FOR i IN 1 .. cardinality(targets_) LOOP
                CONTINUE WHEN targets_[i] <> target;
                n := array_position(it.codes, codes_[i]);
                IF n IS NULL THEN
                    it.misdirected := it.misdirected + amounts_[i];
                ELSE
                    fits := least(amounts_[i], it.amounts[n] - it.paid[n]);
                    it.paid[n] := it.paid[n] + fits;
                    it.surplus := it.surplus + amounts_[i] - fits;
                END IF;
            END LOOP;
            it.version := it.version + 1;
            UPDATE peer.declaration AS d
            SET version = it.version, paid = it.paid, surplus = it.surplus, misdirected = it.misdirected WHERE d.key = target;
            INSERT INTO peer.decision (declaration, version, cause, body)
            VALUES (target, it.version, id_,
                peer.decide(target, taxpayer_, it.version, it.codes, it.blocking, it.amounts, it.paid));
        END IF;
    END LOOP;

    FOR i IN 1 .. cardinality(amounts_) LOOP
        total := total + amounts_[i];
    END LOOP;
    INSERT INTO peer.payment VALUES (taxpayer_, id_, rows_);
    INSERT INTO peer.taxpayer AS t VALUES (taxpayer_, 1, total)
    ON CONFLICT (id) DO UPDATE SET version = t.version + 1, confirmed = t.confirmed + EXCLUDED.confirmed;
    RETURN 0;
END $$;
