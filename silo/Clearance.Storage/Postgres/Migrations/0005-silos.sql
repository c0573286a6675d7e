-- The table by which silos of Orleans find each other (Microsoft.Orleans.Clustering.AdoNet). Orleans reads the statements it runs from
-- "orleansquery", by their keys; their parameters, and the names of what they return, are Orleans' own. The rest is ours: every change
-- of a silo moves the table's version, and is made only on the version it was thought of.

CREATE TABLE clearance.orleansquery (
    querykey text PRIMARY KEY,
    querytext text NOT NULL
);

CREATE TABLE clearance.silo_table (
    deploymentid text PRIMARY KEY,
    version integer NOT NULL DEFAULT 0
);

CREATE TABLE clearance.silo (
    deploymentid text NOT NULL REFERENCES clearance.silo_table,
    address text NOT NULL,
    port integer NOT NULL,
    generation integer NOT NULL,
    siloname text NOT NULL,
    hostname text NOT NULL,
    status integer NOT NULL,
    proxyport integer,
    suspecttimes text,
    starttime timestamptz(3) NOT NULL,
    iamalivetime timestamptz(3) NOT NULL,
    PRIMARY KEY (deploymentid, address, port, generation)
);

INSERT INTO clearance.orleansquery (querykey, querytext) VALUES
('InsertMembershipVersionKey',
'WITH made AS (
    INSERT INTO silo_table (deploymentid) VALUES (@DeploymentId) ON CONFLICT (deploymentid) DO NOTHING RETURNING 1)
SELECT count(*)::integer FROM made'),
('InsertMembershipKey',
'WITH moved AS (
    UPDATE silo_table SET version = version + 1
    WHERE deploymentid = @DeploymentId AND version = @Version AND NOT EXISTS (
        SELECT FROM silo
        WHERE deploymentid = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation)
    RETURNING deploymentid),
made AS (
    INSERT INTO silo (
        deploymentid, address, port, generation, siloname, hostname, status, proxyport, starttime, iamalivetime)
    SELECT deploymentid, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort, @StartTime, @IAmAliveTime
    FROM moved
    RETURNING 1)
SELECT count(*)::integer FROM made'),
('UpdateMembershipKey',
'WITH moved AS (
    UPDATE silo_table SET version = version + 1
    WHERE deploymentid = @DeploymentId AND version = @Version AND EXISTS (
        SELECT FROM silo
        WHERE deploymentid = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation)
    RETURNING deploymentid),
made AS (
    UPDATE silo AS s SET status = @Status, suspecttimes = @SuspectTimes, iamalivetime = @IAmAliveTime
    FROM moved
    WHERE s.deploymentid = moved.deploymentid AND s.address = @Address AND s.port = @Port AND s.generation = @Generation
    RETURNING 1)
SELECT count(*)::integer FROM made'),
('UpdateIAmAlivetimeKey',
'UPDATE silo SET iamalivetime = @IAmAliveTime
WHERE deploymentid = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation'),
('MembershipReadRowKey',
'SELECT v.deploymentid, s.address, s.port, s.generation, s.siloname, s.hostname, s.status, s.proxyport, s.suspecttimes,
    s.starttime, s.iamalivetime, v.version
FROM silo_table AS v LEFT JOIN silo AS s
    ON s.deploymentid = v.deploymentid AND s.address = @Address AND s.port = @Port AND s.generation = @Generation
WHERE v.deploymentid = @DeploymentId'),
('MembershipReadAllKey',
'SELECT v.deploymentid, s.address, s.port, s.generation, s.siloname, s.hostname, s.status, s.proxyport, s.suspecttimes,
    s.starttime, s.iamalivetime, v.version
FROM silo_table AS v LEFT JOIN silo AS s ON s.deploymentid = v.deploymentid
WHERE v.deploymentid = @DeploymentId'),
('GatewaysQueryKey',
'SELECT address, proxyport, generation FROM silo WHERE deploymentid = @DeploymentId AND status = @Status AND proxyport > 0'),
('DeleteMembershipTableEntriesKey',
'WITH gone AS (DELETE FROM silo WHERE deploymentid = @DeploymentId)
DELETE FROM silo_table WHERE deploymentid = @DeploymentId'),
('CleanupDefunctSiloEntriesKey',
'DELETE FROM silo WHERE deploymentid = @DeploymentId AND iamalivetime < @IAmAliveTime AND status <> 3');
