SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;

CREATE SCHEMA access;

ALTER SCHEMA access OWNER TO postgres;

CREATE SCHEMA credentials;

ALTER SCHEMA credentials OWNER TO postgres;

CREATE SCHEMA keys;

ALTER SCHEMA keys OWNER TO postgres;

CREATE SCHEMA log;

ALTER SCHEMA log OWNER TO postgres;

CREATE SCHEMA reads;

ALTER SCHEMA reads OWNER TO caretrail;

CREATE SCHEMA reads_beside;

ALTER SCHEMA reads_beside OWNER TO caretrail;

CREATE SCHEMA signer;

ALTER SCHEMA signer OWNER TO postgres;

CREATE SCHEMA views;

ALTER SCHEMA views OWNER TO caretrail;

CREATE SCHEMA views_beside;

ALTER SCHEMA views_beside OWNER TO caretrail;

CREATE FUNCTION access.append(at bigint, was bytea, new_stack bytea, positions bigint[], streams text[], versions bigint[], types text[], entries bytea[], leaves bytea[], payloads bytea[], levels integer[], numbers bigint[], tiles bytea[], expected_streams text[], expected_versions bigint[], requests text[], responses bytea[], OUT moved boolean, OUT stale text[], OUT repeated text[]) RETURNS record
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'access', 'pg_temp'
    AS $$
declare
    head tree_head%rowtype;
    size constant bigint := cardinality(positions);
begin
    select * into head from tree_head for update;
    moved := head.n <> at or head.stack <> was;
    stale := '{}';
    repeated := '{}';
    if moved then return; end if;
    if cardinality(expected_streams) > 0 then
        stale := array(
            select e.stream from unnest(expected_streams, expected_versions) as e(stream, version)
            where e.version <> coalesce((select max(v.version) from event v where v.stream = e.stream), 0)
        );
    end if;
    if cardinality(requests) > 0 then
        repeated := array(select c.request from command c where c.request = any(requests));
    end if;
    if cardinality(stale) > 0 or cardinality(repeated) > 0 then return; end if;
    if size > 0 then
        if exists (
            select from unnest(positions) with ordinality as p(position, nth) where p.position is distinct from at + nth
        ) then
            raise exception 'positions do not follow on %', at;
        end if;
        insert into event select * from unnest(positions, streams, versions, types, entries, leaves, payloads);
        update tree_head set n = at + size, stack = new_stack;
        perform pg_notify('caretrail_access', (at + size)::text);
    end if;
    if cardinality(levels) > 0 then
        insert into tree_tile select * from unnest(levels, numbers, tiles);
    end if;
    if cardinality(requests) > 0 then
        insert into command select * from unnest(requests, responses);
    end if;
end $$;

ALTER FUNCTION access.append(at bigint, was bytea, new_stack bytea, positions bigint[], streams text[], versions bigint[], types text[], entries bytea[], leaves bytea[], payloads bytea[], levels integer[], numbers bigint[], tiles bytea[], expected_streams text[], expected_versions bigint[], requests text[], responses bytea[], OUT moved boolean, OUT stale text[], OUT repeated text[]) OWNER TO postgres;

CREATE FUNCTION access.append_one(at bigint, was bytea, new_stack bytea, new_stream text, new_version bigint, new_type text, new_entry bytea, new_leaf bytea, new_payload bytea, expected bigint, new_request text, new_response bytea, OUT moved boolean) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'access', 'pg_temp'
    AS $$
begin
    update tree_head set n = at + 1, stack = new_stack where n = at and stack = was;
    moved := not found;
    if moved then return; end if;
    if expected <> coalesce((select max(v.version) from event v where v.stream = new_stream), 0) then
        raise exception 'the stream has gone on' using errcode = 'CT001';
    end if;
    insert into event values (
        at + 1, new_stream, new_version, new_type, new_entry, new_leaf, new_payload
    );
    if new_request is not null then
        insert into command values (new_request, new_response);
    end if;
    perform pg_notify('caretrail_access', (at + 1)::text);
end $$;

ALTER FUNCTION access.append_one(at bigint, was bytea, new_stack bytea, new_stream text, new_version bigint, new_type text, new_entry bytea, new_leaf bytea, new_payload bytea, expected bigint, new_request text, new_response bytea, OUT moved boolean) OWNER TO postgres;

CREATE FUNCTION access.hold(OUT n bigint) RETURNS bigint
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'access', 'pg_temp'
    AS $$ select h.n from tree_head h for update $$;

ALTER FUNCTION access.hold(OUT n bigint) OWNER TO postgres;

CREATE FUNCTION access.refuse() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ begin raise exception 'what is in access.% stays as it is', tg_table_name; end $$;

ALTER FUNCTION access.refuse() OWNER TO postgres;

CREATE FUNCTION log.append(at bigint, was bytea, new_stack bytea, positions bigint[], streams text[], versions bigint[], types text[], entries bytea[], leaves bytea[], payloads bytea[], levels integer[], numbers bigint[], tiles bytea[], expected_streams text[], expected_versions bigint[], requests text[], responses bytea[], OUT moved boolean, OUT stale text[], OUT repeated text[]) RETURNS record
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'log', 'pg_temp'
    AS $$
declare
    head tree_head%rowtype;
    size constant bigint := cardinality(positions);
begin
    select * into head from tree_head for update;
    moved := head.n <> at or head.stack <> was;
    stale := '{}';
    repeated := '{}';
    if moved then return; end if;
    if cardinality(expected_streams) > 0 then
        stale := array(
            select e.stream from unnest(expected_streams, expected_versions) as e(stream, version)
            where e.version <> coalesce((select max(v.version) from event v where v.stream = e.stream), 0)
        );
    end if;
    if cardinality(requests) > 0 then
        repeated := array(select c.request from command c where c.request = any(requests));
    end if;
    if cardinality(stale) > 0 or cardinality(repeated) > 0 then return; end if;
    if size > 0 then
        if exists (
            select from unnest(positions) with ordinality as p(position, nth) where p.position is distinct from at + nth
        ) then
            raise exception 'positions do not follow on %', at;
        end if;
        insert into event select * from unnest(positions, streams, versions, types, entries, leaves, payloads);
        update tree_head set n = at + size, stack = new_stack;
        perform pg_notify('caretrail', (at + size)::text);
    end if;
    if cardinality(levels) > 0 then
        insert into tree_tile select * from unnest(levels, numbers, tiles);
    end if;
    if cardinality(requests) > 0 then
        insert into command select * from unnest(requests, responses);
    end if;
end $$;

ALTER FUNCTION log.append(at bigint, was bytea, new_stack bytea, positions bigint[], streams text[], versions bigint[], types text[], entries bytea[], leaves bytea[], payloads bytea[], levels integer[], numbers bigint[], tiles bytea[], expected_streams text[], expected_versions bigint[], requests text[], responses bytea[], OUT moved boolean, OUT stale text[], OUT repeated text[]) OWNER TO postgres;

CREATE FUNCTION log.append_one(at bigint, was bytea, new_stack bytea, new_stream text, new_version bigint, new_type text, new_entry bytea, new_leaf bytea, new_payload bytea, expected bigint, new_request text, new_response bytea, OUT moved boolean) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'log', 'pg_temp'
    AS $$
begin
    update tree_head set n = at + 1, stack = new_stack where n = at and stack = was;
    moved := not found;
    if moved then return; end if;
    if expected <> coalesce((select max(v.version) from event v where v.stream = new_stream), 0) then
        raise exception 'the stream has gone on' using errcode = 'CT001';
    end if;
    insert into event values (
        at + 1, new_stream, new_version, new_type, new_entry, new_leaf, new_payload
    );
    if new_request is not null then
        insert into command values (new_request, new_response);
    end if;
    perform pg_notify('caretrail', (at + 1)::text);
end $$;

ALTER FUNCTION log.append_one(at bigint, was bytea, new_stack bytea, new_stream text, new_version bigint, new_type text, new_entry bytea, new_leaf bytea, new_payload bytea, expected bigint, new_request text, new_response bytea, OUT moved boolean) OWNER TO postgres;

CREATE FUNCTION log.hold(OUT n bigint) RETURNS bigint
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'log', 'pg_temp'
    AS $$ select h.n from tree_head h for update $$;

ALTER FUNCTION log.hold(OUT n bigint) OWNER TO postgres;

CREATE FUNCTION log.refuse() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ begin raise exception 'what is in log.% stays as it is', tg_table_name; end $$;

ALTER FUNCTION log.refuse() OWNER TO postgres;

SET default_tablespace = '';

CREATE TABLE access.command (
    request text NOT NULL COLLATE pg_catalog."C",
    response bytea NOT NULL
);

ALTER TABLE access.command OWNER TO postgres;

CREATE TABLE access.event (
    "position" bigint NOT NULL,
    stream text NOT NULL COLLATE pg_catalog."C",
    version bigint NOT NULL,
    type text NOT NULL COLLATE pg_catalog."C",
    entry bytea NOT NULL,
    leaf bytea NOT NULL,
    payload bytea
);
ALTER TABLE ONLY access.event ALTER COLUMN entry SET STORAGE EXTERNAL;
ALTER TABLE ONLY access.event ALTER COLUMN payload SET STORAGE EXTERNAL;

ALTER TABLE access.event OWNER TO postgres;

CREATE TABLE access.tree_head (
    one integer NOT NULL,
    n bigint NOT NULL,
    stack bytea NOT NULL,
    CONSTRAINT tree_head_one_check CHECK ((one = 1))
)
WITH (fillfactor='10');

ALTER TABLE access.tree_head OWNER TO postgres;

CREATE TABLE access.tree_tile (
    level integer NOT NULL,
    n bigint NOT NULL,
    bytes bytea NOT NULL
);

ALTER TABLE access.tree_tile OWNER TO postgres;

CREATE TABLE credentials.credential (
    login text NOT NULL COLLATE pg_catalog."C",
    hash text NOT NULL COLLATE pg_catalog."C"
);

ALTER TABLE credentials.credential OWNER TO postgres;

CREATE TABLE credentials.session (
    token text NOT NULL COLLATE pg_catalog."C",
    login text NOT NULL COLLATE pg_catalog."C",
    begun text NOT NULL COLLATE pg_catalog."C"
);

ALTER TABLE credentials.session OWNER TO postgres;

CREATE TABLE credentials.try (
    kind text NOT NULL COLLATE pg_catalog."C",
    who text NOT NULL COLLATE pg_catalog."C",
    count bigint NOT NULL,
    first text NOT NULL COLLATE pg_catalog."C",
    last text NOT NULL COLLATE pg_catalog."C"
);

ALTER TABLE credentials.try OWNER TO postgres;

CREATE TABLE keys.key (
    kid bigint NOT NULL,
    wrapped bytea NOT NULL,
    made text NOT NULL COLLATE pg_catalog."C"
);

ALTER TABLE keys.key OWNER TO postgres;

CREATE TABLE keys.secret (
    name text NOT NULL COLLATE pg_catalog."C",
    wrapped bytea NOT NULL
);

ALTER TABLE keys.secret OWNER TO postgres;

CREATE TABLE log.command (
    request text NOT NULL COLLATE pg_catalog."C",
    response bytea NOT NULL
);

ALTER TABLE log.command OWNER TO postgres;

CREATE TABLE log.event (
    "position" bigint NOT NULL,
    stream text NOT NULL COLLATE pg_catalog."C",
    version bigint NOT NULL,
    type text NOT NULL COLLATE pg_catalog."C",
    entry bytea NOT NULL,
    leaf bytea NOT NULL,
    payload bytea
);
ALTER TABLE ONLY log.event ALTER COLUMN entry SET STORAGE EXTERNAL;
ALTER TABLE ONLY log.event ALTER COLUMN payload SET STORAGE EXTERNAL;

ALTER TABLE log.event OWNER TO postgres;

CREATE TABLE log.format (
    version integer NOT NULL,
    made timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE log.format OWNER TO postgres;

CREATE TABLE log.tree_head (
    one integer NOT NULL,
    n bigint NOT NULL,
    stack bytea NOT NULL,
    CONSTRAINT tree_head_one_check CHECK ((one = 1))
)
WITH (fillfactor='10');

ALTER TABLE log.tree_head OWNER TO postgres;

CREATE TABLE log.tree_tile (
    level integer NOT NULL,
    n bigint NOT NULL,
    bytes bytea NOT NULL
);

ALTER TABLE log.tree_tile OWNER TO postgres;

CREATE TABLE signer.signed (
    one bigint NOT NULL,
    verifier_key text NOT NULL COLLATE pg_catalog."C",
    size bigint NOT NULL,
    root bytea NOT NULL,
    at text NOT NULL COLLATE pg_catalog."C"
);

ALTER TABLE signer.signed OWNER TO postgres;

INSERT INTO access.event VALUES (1, 'AAAAAAAAAAAAAAAAAAAAAQ', 1, 'log.opened/1', '\x7b22616374223a7b226964223a2273797374656d222c22726f6c65223a2273797374656d227d2c226368223a22376e356c676e6465526b51556477506e6b34475f434d79565265384b6c72796836774e5472557763687545222c22636d64223a226e52324576744f31774652504f352d6f222c2269223a312c226b223a22636f6e666967222c226b6964223a322c226c6f67223a22746573742e6578616d706c652f6c6f672f616363657373222c227063223a22436a4a447852764a43516e4a425f3566654c65704d343347565065764859706c4f424532395f3730547473222c22706f73223a7b22736964223a2241414141414141414141414141414141414141414151222c22766572223a317d2c2274223a22323032362d30332d30375430393a33303a30302e3030303030305a222c2274797065223a226c6f672e6f70656e65642f31222c2276223a317d', '\xc80042825038eeebe3f2a2506dae3f31c7a458519db6e71dd3755a9df9908c10', '\x26719e9994012549ed511878685fcca19e69bd1ebae2a328125d5f918933c360603fa71275216fbdc34923c2520ee70bc8a36a066c8c71353371a0730461a5f49594ef3715e2871f18b3163bcea1e80288945d37853775df26dc6d1906aadd1405a2e12db0e1bd73f9cd86b0101fb63065ab51bc2991999b0260eb6a643f14a11aba2a786c4faef32d83e5a2ba4cc2633c8b4c14fd86a96fbae72515595c3128bbb8a472b19cc250815a37445e5521a9359b2d9b65b249911d');

INSERT INTO access.tree_head VALUES (1, 1, '\xc80042825038eeebe3f2a2506dae3f31c7a458519db6e71dd3755a9df9908c10');

INSERT INTO keys.key VALUES (1, '\xdaed785e4f24172240958cc71a718485694d2b54469dc51b653e54476f022e6c95c92bc6f9069d60fe613ed36531d330328e5edc3df90e5e37fa27a9', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (2, '\x231357bfc05625db75112a02cbddf077c7bee1da0ad95854fa525d685ad447a3a4db20ed338615edf2431e0396b79880da75ddf99856110f0016bf73', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (3, '\x32e7ccf181efa25366b69599148f117255ff65308adfdef2b16d5f92488900bea708f04b44a4a71d96a5ed5d43b3a57b0aeed73bb46534cf9b9277e1', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (4, '\x8a458f33a79d09eb9d88d8d6b4dce3989ec8ff4f7ed2c2778eb536db5284620fed515db9d67725292556f2f60e505da758b1b7f51fde2fb0e9302a01', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (5, '\x27ef24eaf3b20bb8c9796d3d48eca21ff82afa6d1bfb48f3a6c8d1f4f7d84dae95dc13d3ed98e2c84a848dcc1be3af5965a58fc760dc9d171b84eb7d', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (6, '\xcb6cd700340d6e8aa2d9522ee31606d470f289aa48a0c40044f93336a401dfd87a5014d8f4ee1dffe845b246dfea309cf84f608eca80f12cef6f5b06', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (7, '\xf5800243ce86252063de2477bd9b98d30340b484b470767cbf9ddd9ae35e50f32be2cd4049eaa419958a3df0033b32a5936333d4e1427b4173512fb8', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (8, '\x122595e1ec880731b91273f8602e2797b45f390fd365d53418ad54992e7fa27b05543def19f013fe1c2cc4b0aa09aa3e557a30dcd4a0cb67a88eee5d', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (9, '\xa58aed237d1c4c77b9d95de0a8806e7845e9374f24fc9544f7ff8eae854fbe93a4285f5a95feb7c9519ab5a99687bdf6962d9629f5ed6331521646e1', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (10, '\x0ab8c3a89c5739a0ca0918961246e2b95a506d0c7e8c50f04a947f07e0d5bbef3771bd65f9411dbf79ce24d136f3fc48929e4ddff606a68b284f1008', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (11, '\x7d0d68c7ce1497b022aa8809f7ad17b82f27c02c0013057a13c87fbb257809be2251291fffc6aff0e1d0efe7a6831bd0f95aadd4bd2e2a78e6edef43', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (12, '\x0526825d480515f0ed7648a83576f7a607fe11af03e85d4307ea21f5961109e0290aa363e11bae1586f0fe63f79ad437f26a2d14277d9479096ceb08', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (13, '\x0e5c7b9f7387529caf11176f7bacbaad055bf47341dc68345d1bdb89a1337aa54d9d58eab66294047b681789238645b9bd9e29875f8ea3cc6f4ac75e', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (14, '\x9d82f02d85436b2893f873a3751ab4370dab70073864b862593eea735ac27d47064295ff10fb1fa179007be824819a983e7919118be9b46f62cfa00d', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (15, '\xa6b21dfa4b0544e979cf37c463ce75c1f3b495a76697cad29d67060a7cb25a76dbdd07f2e631f481172e156b5b45fa590f8892e59f31a950abde56d0', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (16, '\x91ccbd145b55c0881d8b25b2912b9bc47ab7c78f52437a2032b6d85299b2cd5a3a4a3b0249cd925b81436a449606bb0ddb537645115d5243f76297e0', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (17, '\x4536af1a0ec14c07996c2a02830647811039cafb0f41bac19266f8cef6e67d60ed06ab6fa7c800e9d58a4f6151aa0828bca0441cafb9542542a0dc69', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (18, '\xb92a84785a6b6f0ac465bcf2439ca707205f7abca984c23d7ad6cd060b9361778870583722f2f97d47f17b05ad77458a7c2e81f2e05d12cb86d056c6', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (19, '\xabdde1bde75a301215459b0200086779e4f6d01d8229788c7041d6b986b725d43e394e82f6a3c03c9b6001852548976961a0659dfc3a8bac1a4268eb', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (20, '\x9f79d611c35cdc1a48fe2a04bc8eb8df3c1138d8068bb799f38f9dd8f860cf126897f20cf30d653209516ddc654ec33b054db987a2afe41422f1d6ec', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (21, '\x8da5b3b483ea3ae3d34854030e275504bd02de45b49e923d5af75311eeb3178d1b44ef09e4aae5ab0501bd5d2a2d91340491fc5ed3f48a979dcbc910', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (22, '\x5c0e4f42bfe5d6670b7bef12ed4e350caf3cf4abdb509d370062eb08ae52304e8ce3edd1a9fe7d492c2d4a7e8427b11b8eefa7534ef857ee5e92ff14', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (23, '\x4031be7b0c5b921048fd430ef3993718db50da472ac111f96512db34da56aa7e7abbaa2f05c130c9a6b6f6a1ef87dde8f72f549543ecfb08c410a357', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (24, '\xf3fb12ea3d63147de602c81c770829d6b827d4523057b56d7b206fd5d40e5c954d4b4a8c648c54c321a787b41256ac9176bf3359fa933b9abd4cbaeb', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (25, '\xec235724ae7f09708785e096f28ee69944a14639fa8c8839ee99abb2904fc2615dd3b2f093d41fa6ca312383a15f2bcb1618be14b44d4d48bac73769', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (26, '\x895b1563b097d55f451ab7993c1c6eec5e2239a4a3cb2226a3f1d4ef62e756413c5bcc53d18432f7c481d33a9c347f891a5bc525adf976cc84f858b3', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (27, '\xc854533bb27a27210416580ece8066f5b1e7a74331c92a7346513bc7a418b81066889a41fc296b5a11bcd4842d18078e875cdeec1c27f47846046471', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (28, '\x298181ec2e9dac1fdd339cbde4573b34a9fb45f9e8afb6654cdd0755d0bcaac9bc3c12c6d0fc427c5c02bbc84a2cf8a40c02000abdf26b88adddd3ae', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (29, '\x35f03e49fe25522550400cbc22dd0165682a3b72a33c856f0e53f0c137cab717474434c966bfabdd9a51a962b4f11ceb1121fea62fb9ee06b31c55a3', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (30, '\x7128c34e260f3aafac43653504bb80bceec1bfc59699b04058dae1eb80f1a2daaf237c9cdda737a0974ab34798708d77e9a9f34868997a468ec3d460', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (31, '\x403f64851f6b331170c5eabe3d22be3d7e9273f166b451235600053da1633aba203e8fe7945167cedf0d62f77bd1578eb713eb170a8b7ff1fb303e21', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (32, '\xbc3232a7d59fcae222d065400bdb3b4a28468b4cbc5b2b8bcaa1cca5a5b42e28f7b47dad15b4d78b6cfb99c17c332509728c46f9abdafc274f34d51a', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (33, '\xee27f07a700cf4471f42df68633bc7a3b1677ace2cc9215915e6fcbe84617de1fc8a5fe2f791028821e32a029d11ca9961c244c330fd807ce6c0d6a1', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (34, '\xa9b1a7419cc2aa7a7ef9a1b447161d6d9a10020830c4a1382e32833ea95110b6524509b9bf5b354611de3aea6f22cc073ff20c36f08c4f59bc7fede9', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (35, '\xf06018f81ffa49591410d840f4699d02a6aa409946bd453ee3e646617100ae25307afa3c22068a289bee2253c025afef21c92fe2206b59ee70703bd8', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (36, '\x03df316d300ba2ad311661343ba56c417ad53c166b8d96cf840a28a65d5c0bad7226f31fff7e34d4972960ffa1ea63ca2170ab3df3d9f18e4ee33de8', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (37, '\xb9869f92baba044f9bee45874b01c8ff6ad9304d37731bb40a06428e11757130259a146040cf993eb28b9bea18f21e9be2a74c432af9555b20c40f33', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (38, '\x78ed1b42e2babe394b76c1ca4e9fec9f69fa63895dc006bf0f203399a0b96c18d852fe1413abc59adcc956053da790a3d8379a12ff40ec7214b5ade1', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (39, '\x1c983237c875d8e531451622c285a9328200087b605aad30159918a10a65b425b20589815cc35ece93464f3672a7fbc67652f9ba7195117d7b3fb24d', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (40, '\x4ccddda42a0e0e132ee616c56fdd77ea2b1ac1388a658b7fcdd3d0611a5caa27c718b34200a54a52bffe7fbd3433ec6a951f8e5637f539278066098b', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (41, '\xb25911d84295a1f20e1867df8b86782ac511b6f0ea90315f30d2e3d9ccb97b2ee9a0a5570f64103b1a71e21aed9dc962dc0369b2b529b8fc295399a1', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (42, '\xb01f431b5e2f6e583459252219b9e14ccb0df43d9b2e79848709c67f595b305e58057d042bccdc4faec2cec71dcd79fb93584926d8f3560a20dbba0c', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (43, '\xd71a2444e8d6035598d06f2bdf8035bf658926a59669df4c48e24481b9fb19ef18ba76f45e9a59504982230c08b0c860eb0750d241a57982b918112f', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (44, '\xbd588da048971901a1b59db4cbead7ddc8f403350a3b507485a7c4dc23c87a6dd998372fd2a30584b55c7470132df3baf05efe11aea88badbb66afc9', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (45, '\x8a9f0f40fb2a34be02d9cd62e22c4a3a2c0ef62ff698198063e255d9ff860681854bf81d8c213ebb87a5acfcb8252bd3e351f4c1ad911c36e08943ff', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (46, '\x11bcb56ab38b50ab0ddd623429646ea41c83b913bb203ba811b3a3de33d9ea6d8a20fb94aa9574e2b8ee1d7007d4637b5efc899806245836257827b1', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (47, '\x53317773018cdf405b93388cec9674cb8f8ad55de9a436e2efe1c328b0a98eabe57d6dd12a2ce99e3c6e4a24943c1f470b6a5e7078d767887819a49c', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (48, '\xb910afeac9948035252c13785eda463f49681e2ba2ad467c25337aa93042b734d52479079fd31e49fbb6aa4fb431f38c093d044f573779374b0dde56', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (49, '\xbe57c45cf64459c2f532292644e0e2ab58022b456848b458d3de98d438f52d66de06205c04872682bfff36e094ce5edb4f6835cae40a916218ec94ac', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (50, '\x7f95a2703a2c8279a89eb08be023aa9375a0ebcaa5d3fab24b6ccb154e29400f27397b8769579ef0b06a3eb20c3c1941051fb31a2c60c1a9e619a0eb', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (51, '\x72e720f0aa4b6591149e69c82574a9175ced201072c21b6ad04c251433aa855bf3eff401c8d5e6f7ed28d68e2a5139abd0d69344dd1b89c9c42132fd', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (52, '\xd2ab64f7fb496036a9e1d24d25c376b99ab1b49b68b61c4b660b4f45985c5b14c89fe7efafed9b1bd8e9f07012b236a054a1260dcc0af63f9d0a1a7f', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (53, '\x2d52b091acfa34083b0b5efc45e20fb4223a119f13a48093f274466c8424a91884a9a82707f72fa13e9c1f6466218993f63d29cf951e57ef98e7a5c3', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (54, '\x24e791461325bd313757c7b3f12eb5630fb0c249d47cc37d303c049df9bf3fab4fa15b5adcf96667022785d7d7498bc3f479dd2f71b4056d162959e8', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (55, '\x8d9af64191100bb8262b18b48fb3f8c3a7ce9557549a0fca62ee95514c147e3f6abfc607440951da8d22618ad4b5e7789415afd5d115b0ac46d628fc', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (56, '\x09fb987d5c0b999362c50ecec0d925cb4b8120afd3b8e91e29bfd9c8818fdf724cb848c5f4ef6be158d150f19c7841c892382ce9d0504990a531a2bc', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (57, '\x6eeade93d3cd6b8faa3a4d8bc5eaa25f7f1d6064b7e063960122d5f1f30b59f7527b0ce1358e203628db763a0073b115766554d551167896121e1771', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (58, '\x3f3fdd7473fa902ff3ef387f31f13c87ff43be932300b8d592e15219f16612fdd658bc6b44acff11b18acd3626f2abf602303579ad55c1e31200cd31', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (59, '\xd620803fb73bd045c7010cf53521c791a53c0b17dda7a4b6cfb0aa2657b631617a2203059f4a090e59e91d818bcf37e7dfe24cf2b2aeda99d4cef090', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (60, '\xdcd28d999305522f358268f698717c915f008e6e4f9dd3586a6e1d8595ab789c3137ddfad7a6ad154aee42997143f28198843bd5724ac2f7e1abc76e', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (61, '\x6dad6a941635b651d7b2b79b8c6fa23c08a4c02b81a896a2ef5fda665f54700968763d7eda7cba8610bb9606614496b128bfbf508a3d652627f82ab9', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (62, '\x69df3fb6b8eb08416690f147d9ede4828093a830bf55a1d1ca8d578373ba495ea6e9758d56e1d530b7c3ea6d179fae79c575ea4a5563dc29a895753f', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (63, '\x8c0aa9bed22fea18b6d803d1a7c8fed3a4c4a6804d7f728aee7ccc02b4e11edf6a8bf79711bd4207df2bf61ac5fa9d7b4c4c91021dd4a909e665582a', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (64, '\xfbfa9c98d9cb01adc8abd3eaa8e01e3860a116179384b4c6a0a440ee63163739b1036a8c0b9dd83cffaad28c27b731c7269d67f750f47b329bd50647', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (65, '\x16c25510b5de4f856fac9154cd0cb775fc05009a5f8da8e6988cc5429d2c80dab2bc47b6b3e52572afc203a36854c5f21670ef5936300afd015ef052', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (66, '\xb26f15de4a00d886a557d707d07983351cb277f944e298f3abebedd9ba1798da0221e4e470e688f93669036ba4bd4495aa7853af71e25a83442d07d5', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (67, '\x4dbab0cd58e9d502bcb289ebb53805455a260032b09d8a41fd73e328d54700b89cd241cc77f1e2355d61d29a60e0b85684cf89d3020be76690563697', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (68, '\xd9ed87c5ef769f19381690cf353cceaf69c2a1034c06cd59e7dbca8cecf878ff516fb48a86f0925c088ca7d99bbdd8d922a1823c81ff3a42261077fb', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (69, '\xd129e8ee86b3a3f6c7d89e1baa9fbc85386d00893bf2f39dee8f9822a9677e03dcc4adc54a8316e273093b2089fb009d653ae86dcae41e7d88fa2294', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (70, '\xf6acc71e4121df52516cf193a5099a044bfa164f7dee0d441df431ffdb0a9746d0cd9a2261259bb93db32ff61944fab7187c808d9e124382ac54f41b', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (71, '\xca2715056c7c29c19ce2858854efbb9564189c244a7d00602469935982eb3157d8191c9f923bb4457ae8fb78780bc69550a6951bad69e66a4d600021', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (72, '\xf7c47d2d72975742d29990c834c8bc12094097639b893ff7978fbd902dfd2c8e3bc0511bae683c80f0189acc0020cffdba9bbbbf93ac78e2c5b808d6', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (73, '\xd17090ea850e9287348e63f9027a23595efa81f709a12d374369c6b248fc46fbf4b4df5bf87af70c62329b25be49283429f2141cc060e4137157a694', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (74, '\x544c1934023d1b088e3a3ad1da1db720e0fab008e9ad63a1d849f65aecfb0e9af8d285b4693b0f30380467669f571ec6d00fe8b07dfaaf9a988deaf2', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (75, '\xb65f3ba0c6b013d8813a486d923b342104a268a11daacc5bea6c773676b1e8d1f3a76fe33d55c3bfc50479034ecf196cc7304f94fdabbcb3d05d2c37', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (76, '\xc6c03a5e953723aa66aaf6df75f4effa3fa871a0f9806257287cdd0830abb47d45be734824f01786a3fd5c043abeaa0f063ac495fe2391ba13af1140', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (77, '\x34b1968103b2fb5405300cab0003cb248581b65ad679f90fb3ae26cd29769d6eab47ac1162e6485f827bebf296a6e29eb01851f12f1db9d686dff6d0', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (78, '\x498179aa99f25064a96710e6243d4f8612779cd214eb022aa5f157b7e21ff05c9d15ddc59bc6c5924af6498eed366469dcadbef55b673c1af604833a', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (79, '\x21c70a2bca471be4d1f6bd9630447fb70fce6fef7b10176372343a0bdb5a28e9fd3d9a47b8235c7ed1a85ca3409c38d1ce832bd94a494fb7490f60dc', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (80, '\x9375784793effce5d5f9669d03068441c5d2c7fd2c365de52467737f2cb0844274b6f1263f723454c202299883e8420dd8b0f4f973f5663b6937c65c', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (81, '\x4f87cf5e0c278a13208e921abd84f7e95f24a544def7f23705c8bda9c0d8ecf061af82804e78d0f933ff7336d9564bb4e32da2bdb51b709feb977741', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (82, '\x4ce198fb446393cd468fb6a839f296ac3785a03f6846d9e294c104c0f81ae4ba7464b3c5869cd118f744bc35f1423069705a00ff54dab69ce7a7cb1c', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (83, '\x503c3c2c9bb6e2d6cf5068fca2e3c5e85c7e5e5f18cd1333ad8a90974fbe4001939144e184beaefe3c9e8824ea0199d1a9c74b80fe21549845d386fe', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (84, '\x9dbba440a10e8992c89fc4b2b4149f3735b837d356d3c869e3ba00a63c3dc8d199877dc10f056cd8fcd77fd7eda4b397629c3a9267843f6f9ad1be13', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (85, '\x4e8845154cc95995ef6d0f39bc7fd5ec7376eb47f6cd9e04f5c895a1d88a688df16b2c28594349e31c4ca4680219ee08c34d1e63a2dfd956d691e130', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (86, '\xbdfe98c14fd48560cf633f1aca40db1c06251424ae44323bd4a916e2fe0eab51d65bdec95aa8b913187cdfd5c86c5da4c37ab77e0fce72d346a644fa', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (87, '\x7757b8f498d9d0e9e97a7baeba5179ee7daeec7492e1c28418e4cc63110333b3118360a3cb6d0dc8ecc0fcfa2f6703af015665ea7f04c614898448a5', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (88, '\x3a693fa3ed978df34266a7d9d2c1a307ce8b5960ac3622904edce01ce5f86e7642f3bfd8496a8b67f65b718cebcffaca6ce8ea1e47709e9e9f51f8ae', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (89, '\x203ebbf99d9856c473be88e7d26599af7416331bb78b5269a45024f668c8dd49ad704e98ac8005b749e812e29552ce6be0b1bcb592dadde423478b69', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (90, '\xecafc4813109f4b0324fccb4c7b81c22b19ad672170b5e04ab6a3897e4fd3ef3ca6f09e12ff46c411fedb4a7b2d07f2ac4c9c6f5cf5b4ad5bf59db6d', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (91, '\xbb3306e52fb56d4ffed1254387e55e9c991f0cbca1592bd142d54dc66132d04231ba5a15b146cad227fc50eda354fd739d1b4877699e3ec7bab08edd', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (92, '\x5e67bc870b61f30df4cfc275e98eeb671327df7a932e4e8f4cb6903829d358a27f8a73f3489d0e45fdab2148b7051235a5740893bf2a0f1454648737', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (93, '\xcf6665b297174329f4be1247cbef8dc2f09c4a3f8a7f25670886a18ef42a511a1161920d9ddbeb6d67bd1ee78ed45fb7efc923585c74b7110fda1038', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (94, '\xaf690d9c5c40d72e1536a826323167630b3ad95c9c8e7e510d6b67c0f9d30ee688b49159cbfe8efffb45a87fda5889194336ccbc2ec1eb6f52e2bc09', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (95, '\x0f57d97ed817ecca8598e63b10af41dd6e50e3d810c724fce1a7b749a219e0bea2ce801a573e04aeeb2a412e59e006922ff48b02f47b322159942a62', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (96, '\xeb6e443ea3cd7d89a4d5264b0ba2f262e1cc03006f8abaa7d4411a3527548743277ed3aae1f64c06288ffe66069ef8c27b820c2689a768e7671bc38f', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (97, '\x16e54fe89b2342db4a526840b48f51701304e5ae5e65978fce0806932dc32f9f7c8329edfe7547da6f2f62459523d15aec2572d378a81c8a7599e426', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (98, '\x4af9e49d87922382164475ff63de80229f39cb0167a11ef93430dc4f81d976012feb1ad2c071e5e3102bc41401db3abc19231e0856eaa18fe3b100f5', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (99, '\x479c94705a7cd01bb8a9c986d7517c9a529f687169242d0ffb28dcb14fa8bd42fcf5ae4885704cad712c5148521e6cf67e278d6af9ca98f5a271e8d1', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (100, '\x174b51c0694ebd3057de9280903bd197860cd688db0af332c023463222d2fe85508a9741a134cb0c31cdbfccc9dbccbded3054d4151815ae860b3e86', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (101, '\x9c0288e960cfd6efc232028961ec3a7885a416de54f89e96c324c126e53307f8bca746aedaa773b6d2096e8c273ba4a00b0f9a77e2fa540167c24f13', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (102, '\x915f2cc5b1b9f4372e8fb0567e0acf82ea6c0455ba78627827d755790fac4fa0cf216830df2c84095a3aa371b8f6800b51beae75ea9befdc5b0cba64', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (103, '\x533367537aafee2e4d05e6388524ef55e0764ccc2394f354ffe4ec99b34361a61c3f89a084237861ce6e2460bdc160a7b06e56d76db2a64251241fb4', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (104, '\x29670c7d9bf588c05c315aa4e6c99b8ab48587f7c54815b3cc6e60c00de67acccbd73552721eb1602169e3b5f458652df4a54f284a4e23df16a8bf18', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (105, '\x85d531ceae66dcb91f929b603c22911052a0bc312ef1b1dce79f48dacc4f73786ae32b133e6815c07481e5429f275d3b23f0550cd10c29503dd0c158', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (106, '\x169aff3b89ca86b4288b76ffdb0627153fe3beec8d167ec6fcede0ce078c53a7200e227f65bbfe7c48f8ce07ac9c0de0b907eca148e6ebb4a2e35cb1', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (107, '\xb2c0503d454e3091cbd196bbb1ec0751fc69678730d48069960f44c399e9649c52a923b1b8883935994d6a82fa979f666247c7813e0d89e7c14b572e', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (108, '\x97a261e8e6f08440222edcc09812dc3c8fa78a2924c0655cc95e9d36fbf5613f17e0d1aa6ba998292a875a02c522e8068316ee3a205fad1bb7ba647b', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (109, '\x408628137359641327090d8b38c92f6975ee4aed57986e9e0cee31d8ebfb03258a712a2c0c738f1e94448c4cca6b655cee5d39869f8d8b5e12783cb1', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (110, '\x028edab29b76f6fc634458ef4c78d47ed8eebc54dc7d4f6663ff72c7c8ebb3fbd376691ff1ed7a6dba99bc0ecdb1c53c80f17a3203abcdca137f6fa6', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (111, '\xbcbee5bae49d4f33878beb51ba2ee5badd3f3953f910e53871a554aa01f9b153ba5d158f31e2387625c9e1a034e1c45b324943191247efe051d2a16b', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (112, '\x6c6c6dfb676dc28dd915b534a1eab42a4bdd6d1db3d3b93b1bb6a1e3078ffeff87f8b1850ef229ce927ce9fbe5ecfa1513f8ebad978d502e4fa608a1', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (113, '\x3233d4ab23a251e1fde51a683e0ebe9855352746a51e33c57909b349af42db41c686d0c2c4c474635208a19b0d0e64eac2cf7864ad89865e0d93b133', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (114, '\x6aadf766dcfbaa167ea1d82315b093d3599f3f39932342c7e0431ca65e9981c0136da50512842eca7fb298cbcb4c9812bf37f90254dab5f31b0f3499', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (115, '\x80c5b40b4bccb063e8ec410aeeb4db0067b61afb339bc9dc4280f29a76ae00a1f0f065ee415106485d6ba51f586f4f521e72aaf6c913e6a2d0b6fb3b', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (116, '\xf0ec0dd71118f8595b45ab83bf205e559d7f9a5970e284c36b3c2d0e92808c5fb8d14132751a6e9681456b330fcfa650b3774cfbf7a2bcba13e39da9', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (117, '\x3795ce6092f54989be8234fc35017686ba9feb2de02f91aeeeb4a6b8217f543d43f3f6b180673f4528edd89a44deddeebd3f16bfcba3413b52e9de21', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (118, '\x5238d2e2cf831ad2c4a34ea05180d0b430ae2f4b21691f531171889992798162ab4346974e1b44f0a880ae2591452ed9886b03cc4ea1507dbb34478e', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (119, '\xaebe2c8b4c8bba31dc7befdb0465c8d06bfb35a5e18e91117d750b86c13765b2b868458a626306a53b4aab41bc86213d4fad7311056b8c2def4bae87', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (120, '\x713e6a194c0518b1c55d626c9fdc0150c20285c43f047a337fbc1bf76bab4cadab4d1755e29670931f044ffa4e5a707e6488f646ea59347e92804fd2', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (121, '\xf56a4ae849bf9e066da9950ff80fb18b7fd6bc76878da383a1467c74260302aeda2b1e44109f43467115d910fac779f33cff3ebd7f5b549ee7e129a2', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (122, '\x9229a49eb098577a2be072b767c67c9c258414da56334e00b7e37d37d1a8a63060a1420841254a2f1b8e0c1b940c20dc72c7354ad5b7744df8378c42', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (123, '\x08d35295523da015d27fa72906e3b13884f289de456bb6a1e02aa767d88d3f4a20103e4ed3b07d5a444cfe24d6107ab28ecd8225b6ad2ab24bc5eb9c', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (124, '\xc1b64ce1b563330be8476332f460730ca489131de59b02e1b264110216e763b7ad46326d58358294705d5f0fcdd4e6a10a2ad28a7a6d3fa5c25e0531', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (125, '\x31ac56403d4ebf3792a5b598d0f6e885f663f23433f612b7c66b127c185cb0bdf185a0bfc0747a5bf84beaa3b57652c509f3c23304709b5e4dcb8f60', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (126, '\x2ed5ab27a96f190d50bc213e7fa9154717ee8b90639d1bbae65c387e17f6c74ec11d16c0bbae08eae6c6dcf4ea592ed90f060d1bf2e40c64993cf2bc', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (127, '\xa08284b184e8ff26ca04f4523c80127aea27cd361daf8ae7b160f56963479ba41b006829958314212cf267bbdc0ca009f42b57b23da40187faa0f464', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (128, '\x8ad212f41a54b90b87dbf6c2f8c11f5c48c0ab7175905d539f855d6fb17d9c37fcd215fe583d5130b547aab881e394baa9aff1f3a0d5e7377d353ddb', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (129, '\x0cd4c1f4f56286a8b891bea11d1049c235918685f8724abb55c4c4760463a94b01cfbd0d615c498196b992deba997776ca277b506b26c5f00c83043c', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (130, '\xe2126c985253a190fcea00839878fb6ce93e6bc3c3fb2dfd39b609db9b1886f7d3353a9c4ba68c27a2c9ceeeee8412f2ad6f96de426105db0c3efeb7', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (131, '\x26a79fcbcf6a82de104969227a2ef0c8c87aad37440e2167253bbbc60008729c095728a3553ca724c7c271f0bc846f887cdb53fe59df87cc7047c5c7', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (132, '\x6bcf83cb37aabce6792a0c282ba10c8ac6de789fff2220d45c13fca76d302908c8aa29737c8e0d92a59e6514b8aff6d8b0ed4c71c9cf10d03b8e86d2', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (133, '\xeb1fe47572ba44c02a4377daa16ee334a3e114fb3f7b352fe45274de080c28bd5cac4dd3523abc387c7ba3040e30b3c1bc54fcf93e8ab2a2f4db98c2', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (134, '\xf517d2555cc3d2b26c0daca4d289f01c6a4e15411766fc042712fa49b322b3021235068be5f739b582e971b6489e32920b3a31d6191128badfce50f7', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (135, '\xff0317520650a8aabdb8b94a6e83330c6b83402b862ab657dfc1f13223dfb333644e0427f5b29083a92d06fd254734b74c7613575a953bd1e03bd4e9', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (136, '\xf2babe6820ffe77b5e414031c6755d24f55570c3e75692b7d67e631a2a3cb3ddfc800da4b4c67a3880a9b16fd250061df16db880cd1d95c20eb3f61d', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (137, '\x66e4cd5b9c8482f9619bf3c857120dfb11067d688892686ed47aabd1275f7ba1b70716f52f45f04a0bf9721747aba51f9c6fc5773a4bd6043b78e0af', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (138, '\x3b43c913773fd139d1a1d708ce9931112d3b449f04e8b2e79336d918c6607367b0ca874e5faa4e62ff358a7cc8b38f5c0691fff97f82c270fa527ab4', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (139, '\xca6957d9ac12f4703b0e99bc48cadb385f796184586e513aec5e3d96de02fdd697ae90c62d6bb4ee5a488c9a76d70bd0a1050408698a3017e3c45da9', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (140, '\x32e598ba109f6b136c132d70014f9e98ca36aaa8a2b348b1095539d690b955df453cf3c5a3200d40a48ee5b716bd4f1ada214d60d65412781d88f49c', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (141, '\x8cbb0c7493a20af76bd055df7048120ab51f5ead0fc0fa1de3d2fd6d9181ff9b373a647a6d53d4e3ba20424f9cde8e32263985eca91921130ba45349', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (142, '\xadbefa0e31bb93feadc4868f3965a33d375fe092e5735cd1a97502b8647121b1e19dfcf848f92b744232bf4a299ffe6758a27d81b4675867e14d5cf0', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (143, '\xbf575a776d476162b87c51bfa5d7b55bfb080cb0777693d79fb0122cd6f1f6304e9aa33c93ffd31da08a5f7440ee75d1cefeb5f11df279ae9c1915c8', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (144, '\x982a7b2716e15fd26d7f6c2836c55590901a398cac939f28da9d00e8258edaf7a0febcf8c75ca8226c44bb9c2544dce538fd1236d0e8d3622b820723', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (145, '\x7457709b578d596e476a964a141cd54956b028a7c886a0e7c664c4cfd11fcc80e43f8c58c95b77bf94a484a999292e33cafd764cc6ce0a6dba81522e', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (146, '\x356ac1b419b61f6a07f537c40691d3673ef7e85873ec056acfa9341ec4eea088d5c02d5bbe4b8904b0c5a48a65bd73711baa1dde21a1d66680ba1dfa', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (147, '\x6250705b3c4c855af88639040906252074ad2476d890f0d84d19d51cfe22ad97803fdd8603ff0156d8432486cfa72ba6eac3569197e82d750678257a', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (148, '\x512df0a3dccc11b81b8357265c22781f0440275fd66cc873a50008ab11fc20d5c0fd92d952681a8d46ba972f9f8a694d9014aea337829ad9e3f99882', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (149, '\x3574ed29267e835a919c2779d205184d0a72f441a6fed5aefbab21d8a99a121a16b5db0a6cdc1cba10a8974e33acec78426ba9e71cacf07713145959', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (150, '\x898f8782786159602a5bcbdb95511233126d347c2e0300776e9fc627f7ef3fa744e12e9101d9e29c963e124f9faecdba168ecedf19a9de29a1373f5b', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (151, '\xa09ab51c07d56786774ee4cca62e95bf354b1b623d41ebc11362f5578b5737efdeaba13ae7b23bf582171680480e511d58b62c6d8dd0cbd94617eb6b', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (152, '\xb23d4eaa28364d65108945fcdd29e191392edcb56fc43eff899b29acba37b278344f73a3db4266312f2ed912b20e955dccf447715dba6e263f3d18b1', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (153, '\xdaf1681053baafcfc04cf22bafbd57b04b550be368a337f13c936314226ca11fb3fa11d826de051de89cf74443d139664c8c5f3cd40441b0830e6443', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (154, '\xcac77888957a298d06faeb669af09cb9c37f3e769403e583d79275bbb314ec549155556883354942600143fd57f3e49d9097a00f22b59ca31dfa7f9d', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (155, '\x03ec1d0aaddce91b81ba2f4780c61b1e1beb804d9fe72fdb4b0f14f9309488037cf4bc3f598c2b1593d1f1f2cad2f2fef4b9fde91d43b93533f1e47f', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (156, '\xc6ba346fe1361a0d49136ce7f8e4ecfb9c529c6e2ab1b39baa0cd037497147a47df1ac5fda8e3ddd13715e460078cab2c9965ca8f037352def504adc', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (157, '\x1a8e88a5bb119754f773678b13e960b841adc0cbc9c0e49a78f9ead94333ef7258d27b810394afcf360a2767cea919cf9ed32fce6e3e25329bdbe902', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (158, '\x9fcbf64e0f288d53fa924b555b0180de912ede5f5c5873c2eace247cfae954947f0c60a82299f496d1c758c95a21575223f1f11c6961a3290db9ee47', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (159, '\x7360a10233cf71542dd546cac1394fc74fb8b45a2ce5dddc66ba3c8b4fdc2b776f8d04e8a9dc45749b31b3549995751ae94452f0277814f019088dea', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (160, '\x103dfe77ec294691802fc23278f4c3071d8bfe62ddc1b5770914529fe56239afbc048f972a7fabbde350f364d7a4766d2f175e64d336e50a11b471f1', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (161, '\xd7d8e2408a414bac8f9bb8026e6126f052fdd6ce078befc3dcaa06935b7a7282ec957a5211c9f900f3acc5beef0360933954c8b51adb1dfc1d7b61a4', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (162, '\x1e8073bb286ce9b31bd4658b61f9e79a67902063b6e3f48bd3baba162c42e356904174f3453099e02348d36ad9c50f728c4d094ed4391a3e7aeb4a3d', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (163, '\x0b5977db762032cc1ea4f74592067300903db8517cf6d1737b7ae60fdb1bb2d8ff498c9e16212200c9b206f1d7ebfc283f5991198e6fa0728bdeedd2', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (164, '\x524f098dc4afb099d7b695eb07f591303f0bb4c8cd74cd4079e0a3d96205cf58ba8c1be1a0bc0321c44db3a912a6c273547790ce44796feef4d02c3e', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (165, '\xc148ec3a0fe2a5dac05fae5263d1ed9edb4ff699b9f5e6d5fbcb89910ecc17ae6ea106c5d51585968e3e405549402365e28e2fb979ae6de32dde887f', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (166, '\x2a026cbf2619a5251a8fa9aebfc171bb3d21c272787f839833af502c4bf4aa31429c6b44984ee4a3f633722f789cdbf4b5d67d431967d3bc2ce537db', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (167, '\xaaf299f37c11e354f06b7d51bb1346ccdff404f61026cfee89f1a7fec8f6710f739d78f615e27b8fda2e55a9a57ad29dd3de775dd0029a9d5a28364a', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (168, '\xddb675604623872c0ab0abc3152eb74512202c4ab5f31b8f61abe50f60318956e6015fb722ffa72b4cdb458f0045e9df9e766d2ef93b22797408d0ec', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (169, '\x66c302f9973b4a8ebd3ad811b7b1a82d9359f28d206a1954aeeafbdd38e8d1c1cd9f4d67f3533894db43ecf95a3a1486512d23073edac8b65cce2293', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (170, '\xe6901074da98ef1fe2c20879ce4730d69693f724a452d02533a15de5261599c11d89e8f9adaa737b977861b9fb8a554c687942acc60eee3d6e629539', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (171, '\xb548749434d7395f21f3e40c1a4002532a1391374c5d90cb549e3e42b054fe5e84b9d2da37da9f0d35720e5e31e8a67734420e0f8143d5e31c09c3b4', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (172, '\x151d3f8bb26853662f55eb0de7d7ff9c2236389066f799809f90a2f44afe4918a66c8c02d9a6b7e5d25b9753ce474dfc433981a692047a4b2d6eb367', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (173, '\x954b62ce902f3843f64015b097de42d315879d0cc8a43fe05e12df05bac6b8f80992d27ec3b8824d4bfa1feefef0fe0c9890674ac5d6facf43308070', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (174, '\x63154b7aeae05e48c2dd824841faf2f6ffeef84b00612e31d8b9108cb5f6aa4055c732afcf4cc9aa25858322a46b28ed2f235f012fdd25e641170500', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (175, '\x4df629e62c80dd4c0e56854aac4c33c425500b52a6b94f1c7e18c45ef32fd1ee354eb3776ac16777d1181892ee4e91b98bd778348006bf88d4963b7b', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (176, '\x42deb0b6436befad85bd2d9fe25d2a2f73170a1f23c01a8013428f1ce7cd8f37913056da0f55fe5803fab673b9d5904c746a24cb01579da6497c7af4', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (177, '\xbf40a487c2bc31745585729d7c82c00fbb6480c693e8c56d6e60f01163a23dca27502fa01eff93e8418fd1a828b5b0547e8afe8b08c6db0d03804ad1', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (178, '\x5406e33110c87d2fa5298102880994fe2069c2edf106531461a38f35453f2eef8a99fe32aacf794e2ed0349c15461ec47835b55b581d246a23a01141', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (179, '\xa0c22fb94bdaba8eddf5dabf571b881190c781c5a196e16cf7c0abfc8d1eebdee3d04e35ffa3f22633c0dd751252498ad9fdcb0b119dcdf351ce16ff', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (180, '\x061947d99854f83af732e565a013ff5f2e070f2d4a77e3d1205d30ff675e26130e6902bd2074773a2a1d20ec3003a4bc7e74ff11f998bcdaa5d00c3e', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (181, '\xab0c96f6d7b51f01793363187c29538d1bf644103008c677cdb4f61c5b18d468eda5bf20101a676a337696490399b19b4029637e416b03e69436d237', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (182, '\xd78f1d941ff480d97533c4a9c9c9582819d69b8b9c76ad0721c9b6ed80f0de967f6d2d67738c376c498ee4b18e9c687aea8dd3ad3c19818d3ee66dfc', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (183, '\xc73c9b448047986897f87fc1e8771a6b5b1223afb7591d010023d1c474c54c82397c40afac73817647f4b02f2c080edb7b55bb28e746dfa105e940ef', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (184, '\x7266b54423932002de103a34908e410d60694e84f2768f4935fccc279a01de00e20321b9c8cc6267e60566fbfaab5fb2ff442db3f51a9f28b2af9315', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (185, '\xd41db2b0069e55bc46dce43dba97d9405ac3f177c9471fc0ebafc7d336620bef929d0ace4ba86b31e495ab68e8ecb5a41725a9efb1b851e84130e353', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (186, '\x8e74b1497ec25e79b818c485b6dfbaf28208618b71c27f56357b8db631da1eb27ffb3ed9aa1d60e33334f321fe6edcf47534262e81793433b4cb4ead', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (187, '\x51f1416d850ac99fe1e9a0de67301ebff16c193946f54fff938f982a8828339f3f41df42aae372bc80d2ad9c260889fb20063d3a707d81f8a7f78a0a', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (188, '\xf9aeb12d0d9aa83c6f971170f97863bb5adfdce483192d402def219b3b7d3d79b31e9332fc802915760c4806706fa73d6bc41bbb287ed4a3020f6bea', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (189, '\xbf120b07a27bb524118858d48747f9bb119660a7acef86a8aec48cd6e8be612abe0580dd80452a3fdd1ea83c6c0a8badcbb862b33a21c0141d59917e', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (190, '\x2e26b2f7d3b4017990f7d15436ecca89a17aac312217333ce2760901338e9b00cebad5580b12b5edeceb177b9eae5ec4792c1a6377c0cdb3cce9a180', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (191, '\x3bf72b83cae70ac12fbabfc8d4b972dfc5c0fa077d14ae076f76f267fd7e2d2bfcf8628eb87ad50cdba8245930b33850766b193ab24d1ee61b15d2d0', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (192, '\x6c5230b6197c659d942abb0c7049527da3330d7ef8274b8167542e70182d6f069115ed3bb749b8510e403e6092f7a692ee27b28b43639c351563c21e', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (193, '\x6cdb98ac6f17803d014ac4bb0b6dfcceb455c262ecfff66923e6de9e4107f2a1e5c0a1ce97ca16d25e5a58443d816dc1bf5ce2b46ed0402721a5fd6e', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (194, '\x88c96de6e2722f55861b30e749783afab1613ebf6bf4a983eff99e6a0174942fbc4f2e4dc2f65f296c22595563a3439775716757fbecc77733e61a91', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (195, '\x861d869f49a2c43514298bd6ae7464ce8d8298ce5600dc717e303524eb47f96177f3bef19822f8cce9c46d74f090e373f2a8088f18b39435941157d7', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (196, '\x491c1d7d7648647be40fb89380d92e072c0129280c87d36d2196d6aa0551686e66bd3db9e25ad012da23ee3ed46a643e9cfdd6d8f5b3a139f660c83b', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (197, '\x44c81514e47e816584a4c972c6d0c1d01140c3fa59b49bd36cc5069886bca0083b5cbf00e90b85a659d53b3747599b6fcd976d3d0fc55beaa08d6dc7', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (198, '\x549e2e62f42f84f4f5773c66a5f1683ec8dbf5cec3052d5b68910d59ae8c4037d8b966c1d92e6a4ba0c2beb91807bf25f531b72a63dc3b8d29190509', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (199, '\x9aa36efb323b5daaf692cc70599d702d61c8172b055cb99efb572f1ea77784ec4977504f5cd97b0c3ce821871be9b376a933f91adcec9a66de51ca21', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (200, '\x051b7c87a5881c76483b7f3d025b401db21ebca917c225e7ca0ec54b029500f73a749056795d93ed609da2abf799defeb5796bef3f789a0dd277b12a', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (201, '\x5177c682d55c3da068e783ee16ab4c64ae174eff28773c949713763d9bead5069b821805fa6c03769cabec819238cfff571ae922d5f515d1111d87b8', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (202, '\xb8a3351262a6498f8670912c1abc82e0f5f0a32e98d0b5e2823a379a1d0c296d54e3354e31ecbe80af66377d8899396393db04ec22bb3c44c18f71e4', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (203, '\x2b29f6a5f741ddbaaabe8437d3648c3df6130fbfea8a62634c76d82c00228d56f30729a232c21c045f52119d9b02c5e9846f4504c96146fb42aae4ed', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (204, '\x00f09d3103ce327a15b353bae6e415b4a2f99996500f614d509b17318366eb00a2ed2c3089b2babe594be7f0cf92b8ce6061aceeff820c351def5993', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (205, '\x0283c335d260c547f7ba755ccc6386a058adddfccea28aafb3686e6456e58c503f1dd28bb60cf2c3741a6d384e3117cdc1b8ae4503b3df8dda12a8af', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (206, '\xf5f871861519b2bdf65855a2d357530204350f20b15d79e61038529558434b68bdeca8850d0b48e48726e8e21219441b4112d86c2dbecbb1f44f3804', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (207, '\x8617f2b49600c6b125e24488e6cf84938ec5cd52560c0bca36712fa6d51cf5d5d53db6909cd3815ab2409a0cbe30f9e560c4e876e7c61d3d83b39754', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (208, '\x7871c8ac9fd56112746c2ff20f11976fd70d357592eb0277d0eb4540c66b2a3d782d44793cf8e1bb7235b8386b3326777ae2a5a83c1f793cb7744ce4', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (209, '\xcb8c55ec7152e495a4b2816c58ff8b3189f18efec8b98bbaa8109c1971d37269aa68a11d426b806470e5433b269f8daf2dff2b3d32cb46056f86f7d5', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (210, '\x5503e3972b8cff30b3ab8c84730173fd9e29fe90e990865741337f137620c51eb92deacce1878259a4e0d5ea81a64cdce6d723a67b44b0d935e52000', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (211, '\xcb8ce179f7f103a07d4cef8516e351d724805289ac0ce15eef7f21742cb24583393d2550e2c97f5c40960ab18f53adb07cffc0e50a77e975182778a9', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (212, '\x18dc1784f17863fa572f0d8cb9afa791ad4892d99185c3a52032c3f697e3eaec5cf099bb7a72eed79d61b19cc349e602e96347342d6fa7319de8cb15', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (213, '\xa490222964a30121d847e1c8c324f97a3c50bd2b18247aa1d974ea8243d67bcc832788d849c1c5acf54de560acd7eec0dcc7811f888b8d0a7a90c9f9', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (214, '\xcf7a7ee7f61dfb5aa6be4d9accc024d8307283b9ae95c287bcb2b4f05c472149bc791d953b6ec24772952eba3404f8062f03444e836f50c1d0f3e295', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (215, '\xb7a06e053603230d0753a859222fd269bcb63c635962ae083e34825f7a1e0ff5e81a4162189635b79a30bba1b0dc4039ad155de860cfec5e925e3ce2', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (216, '\x2565f9795b4ab65bae4ae04cac04dfb3afbe2732efdbbd29431a7d4366deb5fb40a99f882f99daaabde68174950c524478123c2893017db1e13df17a', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (217, '\xa3df774c661c4888a94b4ff4129ce1507991adf9d5357a2f53d0f65a6df1bfa2166eb03e2ca29eeb17bb0989ae86b9614a02060bc29a133fcdcd43a3', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (218, '\xf039e36fd7f611b1c9ca9e7622b4da96781afffa9576996ade9738dc7ee2320cb2181dd24ca8b2bdb893f962641e7523764a9f0e7c11af626d916752', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (219, '\x7f8a514759f82f7a2339eb22a5dd1d1415f6cfc95f5d241e030a1202395a66ea3f617b326c1a432adb5acfe15d6aaa51b79b85d1a706054d4ce7b56c', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (220, '\x7002c24e26a8467840de2e02a5611d34951a539c2c228602509770ede2949b45b62e9bd0ffdc6a1f968f59c8aac0408c38ede0c933b21ecd9597e3f3', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (221, '\xcda5212c3ac295f3b2ca75c7ca6d3348e5bc89deeab9713f40713395e88edf4c0b6c6f041df5cd88b1fe4f6221b5806c69ae9826153f245b1d71039d', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (222, '\x5cb73279a0f32127be0a276f34af1e12905dd440f1d7cb3807148d9ba155682694c5c857884bf62fda601425cd28c763aab873c120cb62fc71d5978d', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (223, '\xa1453b2162a4b8f1da145a0dc63b7846b933642eb600c8b025320bc2032041651a547f9f608572dd2d13675cef73e3ee37a776aa5c09c30c942b5c9a', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (224, '\xfeab8ed5523f47f8693dc7c6528d6d8930bf6ee0ffb548308a2207943b187d79b7337ff7637bd02746e38236e7dd5013715ab0120101d2715c3a7722', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (225, '\xeb6668029d917229ec9703d19c17d945f1e1937ee495594914f9a573d4df6bbb9be487726ac18b2deb9ae39c54d3a7478811d0aef5a3b65478daf071', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (226, '\x2597cc388dd88802f5aeac3e8ee1d6f407f9e59a497d2e1ac9b86d45248ed12db835e6e1b74c3e9b7e82a150646f9f72f93be076312332b8d5cdb255', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (227, '\xbe938da9f61cf91a1bee3f4d9ff193572853596d7a88f987e231b686c70c465ebdd7415e4c6edb2ab55d1dc19ff5b95986836de72a51203a28273f35', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (228, '\xa96b9a7b44938d1a5a46b34635575ba6572a56c9feef49b1d97f9cb05a42aa63637649c91e2536105137b5670fe821a5fc616a04f9ab0fdabd416f99', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (229, '\x3a70bee7b57e73e402b48e77131ebe33c25a386dd403d4bdd58dac546dc16eda2132d20128eb8a1afdf4e0629ec781d48beb28493058ac7c0ff08166', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (230, '\xf857d80b7f85c437350d8d0a4a3068dc4ba1dc3fd0eb907a5074a777128ef61e41252c9c870ab6806c1ef6aa8edf1684bb96871de7097e802c2b15a9', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (231, '\x55e57b0d74488c5ef088a146158fec107674bef8b59a2db0823dac8efd1c2b3b730c99d57a76ad7590ed87ba5859828e559086865161d7dee8a371d1', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (232, '\x5eb58da644c442de1dae2ea864c98e23e8f70db0a70e8f7cc279bf2d83961387979ced15e61c409eb110c6d2ad08fd6de673e6ccd406cdd984697982', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (233, '\x701b7ea0855116cc945b2a463ec0e003804c7025d4abfb2e119637a27bb6a1d12207fddd54418a541596e205d9eb85162b19c703212a65db56b6f04c', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (234, '\xa4c30557c9e526b04eef9434f97c02a58cda1887b43f342f71d9c661d5204f579753e39740f7452cbbda301cf0ca46bbf24d221399771d2388114312', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (235, '\xf7102dd5a542fd98129d07ad531334b0329d861ecc9cb6925be00d21ae0b34d2b09081cf7078ace62e27ee9e7a5616aaa5592842e3d5a97a048499f2', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (236, '\x8eedd7c1b3786af0703123e322b4e96fc83dcc4723bc29789216f40231b57f5c39662454f46e889744551ccb2c2e5ac3b249b1f89682aab2f8518321', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (237, '\x36d66b82b34b59331469bc303b30bea8e29d41e383d09ab3eaa799969ec0c02a2c848f7048acc549482b6230c3577d3c0c385a97e965c0bedfdb323f', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (238, '\xdef25b0d5c78f52b9b7664add70aa434ca32ff68128fc5700f0b515878f1204c925d4787e827c816a1148d2e13cca5bd03f0767a601f1ae0e8a3b88a', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (239, '\xe3aae9967da7fd04085fa913affb7c7933faf49aade76cd4fffc2875ac46389e101cf299348cce7985fa364fcb338abb7165df7e526c4def390cf7c6', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (240, '\xbbb3471a388e67916a5d3d4c0609025b2f1b1c977fccb7ef77113e722f015504ea0883180f60a2179061368393727b2444b0bc687de5debd7021d8a7', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (241, '\xa1c9716ef0d0cb205ed2bc2aadddcc2d9b485ccb8994394c75a0334745fdaf0487c1a03ea7967a26b28ac1c436c2417cfbff466760520cb626a29aae', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (242, '\x49d6d1a880c97981715a1c7af0770d0a948716aba43401ec432eb9c1ea5bf84ebc1039580a997d90fb57bb6526dfebcc8116ed581de16dd5c86051bc', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (243, '\xcb2a05987414a350efc8094678c1895db3f104aae868e274590c40217ce541944ccdc2ea2cc88fb67e1b6d66a3c1c1869efec52d86797d001fd3dea4', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (244, '\x634f7fca29f6caccce8eb87ccccf65274d28fc713f67c5347438427092346790a11a6798d0a796184ee3fdf0e0da13e42220d0ea59b3ac99902b45ff', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (245, '\x7af52da3f8bfc1613a31672260b87d26254ddb25cf8050748965e0344bb7dc49ff7aef40552407227a84d95689e0c75c2be3c3a16e2c01f66803d6be', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (246, '\x649ae603c32f995603804366e30c01867d368e7178e7ae443921d99d15c3f1b4a8a1bb835e817012a128443bd9243b248aacd6d97a91f92c37260051', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (247, '\x61a0a60842f6e4435c3cac23137a56b7b8851c2a9aa9d949800fa04686e3f2f07499f1621b6f8a424faf067c53f9b015a8edb59a4cce2f6b774aa27b', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (248, '\x24c55feb8ec56fd0562656b163ee0ef327de88afb1bf789cb6307e097c432642b6d9f5900b229bd1a3c098b8babbeb6698936420694c518d103ca315', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (249, '\x2cfe3a6705e57ebd028dc75f9490266613253b021dac3537fdb6bcdd23dcd7f89d34cd170400e24f5bb8ae8bd9e9d2417ce77716979d68e168a7976b', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (250, '\x8e5c39cd8ed09ab5696211084dff5f6c0884b651c21c42095f6d81326b96a113b5e996dbddcca8ac1db751e55abfe63c05905dba5b567deec614a4fd', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (251, '\x387efca7534413b4dd162dae46e0d05215dee2ce07f2e0bd0581ada12795322f2d99e91e6266ed791926be95cc06016d80628a064465beade91ece15', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (252, '\x5fd16b9c9397059753cbd1ebf6ac70fcca9a307bf36d88dc816966cd77311000c54953f2237ddb9ec577eeb0db1b6d56ed5c70bec756178c4097ce07', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (253, '\x12d0d831faca84897fe292ba421a4b2676c85dc822fdaaeb3acc5d8a0ba6301d9a5c0f4dea506d1187ca625b0427493ef1def1cd939b9da2868b8325', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (254, '\x81a7ce2d9ba221c3ced6adc54936a405db4671a458ac87b9e1d5083a5a975d28df4dc7ec1aa075aa8800df9d3f7ca295d38de045ddd7e7392e817e4d', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (255, '\xccafd7eab4f6c5f66944fc72a37101ee450f1956ca60cc83030efc2088dd9c9078dd9d2f906cef36428ced6384e9d73bf50049100fd5346e6f25dced', '2026-03-07T09:30:00.000000Z');
INSERT INTO keys.key VALUES (256, '\x92ddd896601d83ddebab0d1aa5cfdfa1a8c3a17f2f8ade8aab2970f024c2b6e4504cd70f3cff960a25c43d316ea1a5ec1af540a4006a75ab5381be7a', '2026-03-07T09:30:00.000000Z');

INSERT INTO keys.secret VALUES ('index', '\x9b2d69de682c2231af49f817cdfb3360963a46dd48248e29600cd40297226e1b9dfde96cdc70095b37f10a5be2c469fcee07f20fc20aa3187510ed8a');

INSERT INTO log.event VALUES (1, 'AAAAAAAAAAAAAAAAAAAAAQ', 1, 'log.opened/1', '\x7b22616374223a7b226964223a2273797374656d222c22726f6c65223a2273797374656d227d2c226368223a2259756943725459376f4d6f685164675a45414d306a374b6e39667a4f7172514d6f4871486b6a3667546a59222c22636d64223a22766347355456745676476a466c654666222c2269223a312c226b223a22636f6e666967222c226b6964223a312c226c6f67223a22746573742e6578616d706c652f6c6f67222c227063223a22622d6f69504a6350583873627345322d58504b5f304c6a68796d4b7257774d45434552346b434b57487867222c22706f73223a7b22736964223a2241414141414141414141414141414141414141414151222c22766572223a317d2c2274223a22323032362d30332d30375430393a33303a30302e3030303030305a222c2274797065223a226c6f672e6f70656e65642f31222c2276223a317d', '\x264ffb0515b5e302e871ab33e3361cd88ea99ac1d356b72a71b733e56bde9ac3', '\x26230b41242fe38aedcf6f0466d9814a4402d29c35eb97a831f3bb6f353e1d82572a6a065e69a87d81b1735b050850ed393b8d6552b38276b936b28293368a7f6d5973f4d6cd6112795f91e9feb354f326326e375c2ff999bc2e6bce727c7827c8210fc2ab02f7d376858aed7fe21a3840c6f9dc3a4b0ae08ba09a7ce43c988a2cd25f17f1a8ac18d5218a18e0c187c97cc07b5494cfcfd9d6514815987e74d4d8172d46f9eb78df9e4f456fcaddc66d4031');
INSERT INTO log.event VALUES (2, 'vKSpZ4ZYR0ur1PA-6lxkog', 1, 'patient.registered/1', '\x7b22616374223a7b226964223a22752d3030303030303031222c22726f6c65223a22636c65726b227d2c226368223a22704c6d6e544f6f643275324b4a526c64334955776d466d737a62714a5266537a5a464b6f2d333039565473222c22636d64223a2254632d545973564a654b474e4f4b7956222c2269223a322c226b6964223a332c227063223a223653555a4850304347613432643831307275773537346b743839744564686e666f6c4a73764b4366304267222c22706f73223a7b22736964223a22764b53705a345a59523075723150412d366c786b6f67222c22766572223a317d2c2274223a22323032362d30332d30375430393a33303a30302e3030303030305a222c2274797065223a2270617469656e742e726567697374657265642f31222c2276223a317d', '\x01418ebc55729297bff8b56fbeea216f1a21897e341447fb6e6c10d28cb5d22d', '\x13f94f1159a220b4b99d64d7913368aead2a031626f7de518fa1cf0b33db8ffeaa7ff34f8cd13316e52017b1febeecaffd70eedade295cf6c6f2d98b0d1052725e0b5eb39c92972d3ee8bc17de6906c0989e605e2789ccf0bf89098497e4d461343c7b1212c1ab0bdb533e9cbe011d60b722a9b57bf3c4af1248d63fcfcca456b06fe45bb41c554a76d8535daafa5f914a8c052e2070aa960f7f6cf461020a6ed1517df845a753324bac0978810362a070f1c694d31c59d367fa97066031c775cfc45226093bfef352473f0067659d5c40f8d572551c303fa741e65bcd9aeae274debcdf563f0abfabce76e1b2517bf07c460deddcb339980ec755c9aa82cf1f3d5179340babcfdba9e583e073a6b78f5213e80586765c1d8db5491c85dddf01e9107edc70cf994fb4e76225673190f4471fd3a74479d575ec5f01b803c4fb5d3e5963f679b9485e8d7da5ef4c3d6e9070469c74a1e156fc33fee70608c9ec54c55baba46201210a3831d76c3736b7833781e8d20733679a4fabd78c7c38e47a1d9e732429a0ce249690ddfd0d4ce482001d0a549c9a2c7421a52fa8a29ffbf378610c71fd595cac9d47364177e3e8cfaa285bc2cbf5178e537e3868aa462a24533da42f65093dedc418ee8d79d2de458ca1c05a5650055f453126a2a70cf8a799a7133c5c997fc6dff1b7ea97c45263934e74e22f54c16e532a221e05526f788c91a359937259206cfbd6cd32a0c5a18cafee3190c897b020b891');
INSERT INTO log.event VALUES (3, '0l11Utj6bYGN2jVx13lAQg', 1, 'identifier.assigned/1', '\x7b22616374223a7b226964223a22752d3030303030303031222c22726f6c65223a22636c65726b227d2c226368223a226274634674556a436d564f39382d6e6b42552d52434c6b4642306f35455f35566e68557953614d69415055222c22636d64223a2254632d545973564a654b474e4f4b7956222c2269223a332c226b6964223a332c227063223a224645716f42613568453868645a327258537171545a7955653454387670624c624d6244494e473348743377222c22706f73223a7b22736964223a22306c313155746a366259474e326a567831336c415167222c22766572223a317d2c2274223a22323032362d30332d30375430393a33303a30302e3030303030305a222c2274797065223a226964656e7469666965722e61737369676e65642f31222c2276223a317d', '\x5e17dcae2bf48ba6824b2da6a95035132ab2682275b1930a28a4d2cd8b016794', '\x5a001415e7ca1178bfebe2c777de250aafe1838d66e645d6d407a83810223b4bf55653b92875a7f1411930a7db92171bfdddacf18d339b2decde16f47fb3a47ed5f52ceb0c4b0ddd703eeeb471698fbbf8045ce57e81c911ba5d269c23d169fbaec80c26f6441945c5a39e5bc3905e1cdc3223b4c18e5c5063af00dbd503ab6cbe1a5e4709b89f26a62aa45935d2fdbf5d1c7bdba2c83139f385fa5f0f24dd75bf6c9704378657aa9427759f0ac190ee2b8c8486b32a2a9295fc94a45aed25732456bd1fb6b4cd4dd79385be3c34030130d2b5edca7e');
INSERT INTO log.event VALUES (4, '01rHfvGqgOE5ktpaKapaIg', 1, 'identifier.assigned/1', '\x7b22616374223a7b226964223a22752d3030303030303031222c22726f6c65223a22636c65726b227d2c226368223a22624b6a6b3745454e4f536e624d36695075706445583943584645716d492d79644f6a76735f2d4f574b4f6f222c22636d64223a2254632d545973564a654b474e4f4b7956222c2269223a342c226b6964223a332c227063223a22427852576730446d47677673644a4962756c4855774c366f47594345714850636f6e687732666367786530222c22706f73223a7b22736964223a223031724866764771674f45356b7470614b6170614967222c22766572223a317d2c2274223a22323032362d30332d30375430393a33303a30302e3030303030305a222c2274797065223a226964656e7469666965722e61737369676e65642f31222c2276223a317d', '\x0bc96ae6149bd58601a49456ad86d6c4c74ef8194a081a625c27ca320da4ab7c', '\x8e09553e0b7887e442d2f78dbd4a79285384dea9cc5e2b8c9149584e0cc34f16bc03fa78e66923c8a009374e1eaeeab90b3bb7dc4b5ad8c0311cbc40fd4aab31d4c8ed687482c8881a379112ce7c0eb3912928cc8deb2faea3322b59c2524bc6f2e76822b9c3e89838e53b4f5e410261e32cf02e242e6be4d059543a81b1ece6dd20659540be12b4903bbac539ccd7412d6e6d55550df38b0ea043281a1d57724a76bf5f67592e0e751c500741c5ca9c96a36cfb75c893cadaa5608437ab27251fdfdc0f01657d67e43f7fe9e236651f8e78f076796841a70133c55b3f976583');
INSERT INTO log.event VALUES (5, 'vKSpZ4ZYR0ur1PA-6lxkog', 2, 'measurements.recorded/1', '\x7b22616374223a7b226964223a22752d3030303030303031222c22726f6c65223a22636c65726b227d2c226368223a224369364666706e7a556771625873526d65677a4c53524a584f6149704c754348616d39795375514a6c6b38222c22636d64223a22384b646a65677a593741566133797872222c2269223a352c226b6964223a332c227063223a224658787978386c6d6e7139496c327437506436427741483762666b5a775f59545865756b72695743416467222c22706f73223a7b22736964223a22764b53705a345a59523075723150412d366c786b6f67222c22766572223a327d2c2274223a22323032362d30332d30375430393a33303a30302e3030303030305a222c2274797065223a226d6561737572656d656e74732e7265636f726465642f31222c2276223a317d', '\xaef7479b0019d894bd297e1bdb9566932f8b9ea7153b971e0318fb308797e826', '\x98343194c0176c0f9ac4cd9a26b08fe45c6343a066825aa39a96413e2612e2fbb01c978a923d97c8bf3a35d98921e6abb031b845f5619050b68764f04f7e7e8c93875a9c5f22877cea74aa72705337f814fd7563b99ce67275f1a09704fffb38b95b80e8156f4821bbaff6be20e7697cede01a042ab3fb6dbc232604a77d9dc0690cf24f8bbe7e063b9fd6d9e7059852e42e833083afd4be5b757319e93e9ab675c16e41ba4c78b2c68cadb47f435b55b569b6747cd70ba9fca41468c06365fd1fb4d825c919b482b4613fe3f410ce0ef787d140d6738f9b2d9d9aac18120808be83dd97c9d1495d1d4b8377bcd9e5b25e61bdbc59ac30ebdd1ee33820ae6aaa6aecf83840f58440a6b736e24dbfbdaae0cde79757ad56ce02ed5074afc079b0e5f83128f69b6946bd684f035b529cbf0fbf9b04f760');
INSERT INTO log.event VALUES (6, 'vKSpZ4ZYR0ur1PA-6lxkog', 3, 'entry.corrected/1', '\x7b22616374223a7b226964223a22752d3030303030303031222c22726f6c65223a22636c65726b227d2c226368223a225f48756e744b335a72784e654f64676e5a76665736674e4351635545674e51465a4c78745f5243375f6341222c22636d64223a2239503258572d644d384b67734e716152222c2269223a362c226b6964223a332c227063223a2239467a7a344d575a47616333496f496f5247346d4c6942494434486e6c69494b644a3458726445764d3545222c22706f73223a7b22736964223a22764b53705a345a59523075723150412d366c786b6f67222c22766572223a337d2c2274223a22323032362d30332d30375430393a33303a30302e3030303030305a222c2274797065223a22656e7472792e636f727265637465642f31222c2276223a312c22776879223a22747970696e672d6572726f72227d', '\x4bf346f5adfa6e801e5de652df7b45d7603dd95c9be4cc886b43a2095858a976', '\x0693b3f71747c88490a508cef5d87e066142bcc58992be38c90b58b85659111536ed33a1f281a303df62fec6ba51fea50d66de4ed284a0e559ba85101454075c80f97c2781e5cc558f4b0e5b5db447833f472c53472b5438de7306bd8b8077eeb08fee5d23d00d20661baa62a48f6da296e19b9ea0690bde2af3d293ad3494ab7bb425763e5f0609b7a3e70138087c2b9a42295307ea0fe562375df14827d09444f98559bdec873101e97c3639f0929b0ece26a9e52a337094e62f9588dff47272a3588d35d18d5452242e956c6fc37eb860c6235060987dedf5c119851e1bd57b3a26f287e4fa8161651d684c5567653e92d15fc50b7547506ec5e6fcaa4544f9512bba22ef149853a8d07ff571a7186c227f8f639c5e235d21b9ae372a6c50b1398eb2db639d81d4');
INSERT INTO log.event VALUES (7, 'Ug_qFxeXSV2nTrD1Ok3oMw', 1, 'patient.registered/1', '\x7b22616374223a7b226964223a22752d3030303030303031222c22726f6c65223a22636c65726b227d2c226368223a226a6d303042597a4951346c50506274475a5a656f763562783073784b45364532784f677061726e34753538222c22636d64223a225a36537732394f5949374a55515f5753222c2269223a372c226b6964223a342c227063223a224e584a306e32687a3253414c565034586869306e5f636865535a4e5a305878306e4f31545737723633484d222c22706f73223a7b22736964223a2255675f71467865585356326e547244314f6b336f4d77222c22766572223a317d2c2274223a22323032362d30332d30375430393a33303a30302e3030303030305a222c2274797065223a2270617469656e742e726567697374657265642f31222c2276223a317d', '\xd5baca3e72ffc9ae51461e27866ce0eab4f6a1d8da918fac71060c0a3b3fdc15', '\x691cf0a9d49cc0fb3728bc27a3bcdfdaafa6edbea4b680208af35f35203ca2bc8258b2cc4eec6c386aaa62be6ea27a5e73d6324e3383a923f4c8319b6add320bd77ba7b91dfbe26528b0aa0568550ffa169320aab2eaf726a63dde6b3c7bc38a3d9faa939ea2f418b3a65deaf2ec8b569ff04caecff31e90e0cddb7a3e5d8867bb6a6eab40f2033e0a59692c054a2ab7586fb9f0ee079617ffb86fe8eccb19ba91526e3fa805723f763fc85a3b32523c6f6fb7f14660378dec26f19bae21d635f6f837d9f6c8427b1802153aa2f6e4a9d4855571f96327744a7c9c508410a876e7cc0bb241247168cbe7dc600c1813cfaf3a4cb88d48bdc3acc9b331a0e542eb97d6bf3e77e9e8a3f7ad8ddf44f7dd00bd5916dfc3aac9f82d091ee27afe1cc3e8cbabe94decc0b89e0c0c0555e58bc5eba1fcb5887862395fabea9691914166dfc04f5b7222b54e24b32f7691b3f815bd03dc7f01b7d25663e48e9d04d2c289dae06b5753388c81cdd4eb24cd0824530bf36e5929241a34d6aa3f1466930e874e4d89ad891fcfb16851ba58dae31a51ce8df3fa70da23e959ed5efafe977a3cc95e2e41e03563a6bdd37f23e8fa514acfb6d535eb8831f09954fd64427949353fa3f526');
INSERT INTO log.event VALUES (8, 'tgTgVWRoemJVhckBhY08ZA', 1, 'identifier.assigned/1', '\x7b22616374223a7b226964223a22752d3030303030303031222c22726f6c65223a22636c65726b227d2c226368223a22756e58384278687345366c6b4e4967544865426b6d6335384b6368445a373447395751306e65475a57684d222c22636d64223a225a36537732394f5949374a55515f5753222c2269223a382c226b6964223a342c227063223a2276514c5a4a41666a5158632d6c423531744c6b55765146455244736c4559667372336859412d385971746f222c22706f73223a7b22736964223a22746754675657526f656d4a5668636b42685930385a41222c22766572223a317d2c2274223a22323032362d30332d30375430393a33303a30302e3030303030305a222c2274797065223a226964656e7469666965722e61737369676e65642f31222c2276223a317d', '\xbfaf4ff4fa2b289e7b80303379e32853e0a69d36f8e29276baf95d045ccbc0b4', '\xe13c1cd9a5a3a7a1ca47c5952a421ff054cdfba034ab3e7799de100042e498bf0de6bc229a49bcbded502696c1a6f6baa950c30555a63791e82830612381a7864cb080f5d764ccb94fc027297491c200ec0d44791b3c0f4bf3184b66597d1d35d64ec202aed369aa87c769892555f254a32d0448e040316038c99b9b91588c7c5a8b5e91202c09ea4278abcaf310d7b016eb7adcf4c30d9b700f2ff45a351a7d6b5b16e9186269c1130b1a4da9af7b5ecae0d9da6d721c4ade35e1368d0357509aeda39807f58f1a40c1f355ac549b0af53c0ec07f8d');
INSERT INTO log.event VALUES (9, 'BFCrgn-XmS57kjacDhlQRg', 1, 'staff.added/1', '\x7b22616374223a7b226964223a22752d3030303030303031222c22726f6c65223a22636c65726b227d2c226368223a2264584a5f654f546b616674446e65476444476431475f59742d5979575f6a664456426a49466a5762327467222c22636d64223a224b4958587472504f4d6359397142576d222c2269223a392c226b6964223a352c227063223a2257564c6833377365635359376e614b725a5f5a463232396a65316b446d54733135626965484265567a5a45222c22706f73223a7b22736964223a2242464372676e2d586d5335376b6a616344686c515267222c22766572223a317d2c2274223a22323032362d30332d30375430393a33303a30302e3030303030305a222c2274797065223a2273746166662e61646465642f31222c2276223a317d', '\x377e93e02ebc908773d8dda7e0f6607336fd7ded022075948544a22d447502e4', '\x9c307c5e87aa9b64bfdf64c749ddf62956a191100d15ab862bb31a639392fa3f4618697abb9433fe64ee1bce5a61ebd107cdc4312e71e14967ab1ee0aef53569379122d80b61005e380ca6fde155693051ff7e1d02f5d71defb3ab73ba98c1d791f31c946ebf72c3b08675a786f3c0d961342417284007c234c040659436f6b313161b351678750e32e5d3a9a0d7a046d5898fad097e37c0a143685f07ce8ac13cbeb3998ad26f0f95aec653317825db607001922340cdf76b5d8da650b391ae');
INSERT INTO log.event VALUES (10, 'vKSpZ4ZYR0ur1PA-6lxkog', 4, 'document.attached/1', '\x7b22616374223a7b226964223a22752d3030303030303031222c22726f6c65223a22636c65726b227d2c226368223a223561745269505a6d4759446936357831793132675041697132425530676471545255423476332d304a4341222c22636d64223a227074384b687a7577532d545470777933222c2269223a31302c226b6964223a332c227063223a2231796d57704f533465587a79437a6d626a427947697666497964775a7277646a445249486852524d6a7138222c22706f73223a7b22736964223a22764b53705a345a59523075723150412d366c786b6f67222c22766572223a347d2c2274223a22323032362d30332d30375430393a33303a30302e3030303030305a222c2274797065223a22646f63756d656e742e61747461636865642f31222c2276223a317d', '\x98f765f85e445f6880ee2e0a62c993800f1c2a3fba96e52a1fc1ad71ac0e9f7d', '\x8d6d33c1aea1f7e915de6879c542966426327e3625ab64720b5610486fab62551ae1e8bde25db2aae7e5b66569909db6668cdb3c7b6a776526717344cb6ca2997f67d78076738a99118e8e8f1c83aaa9e3a53bbc1d689115ea4ef4a5fa8c863c7cf8a3e086083630ddef3c7c0f28fd516334d54403e325f893c45f942f287a0bfe78d8e81ebdea4e30e5b8bbf774fa855358df27993daf7e89d9afc06f338cb1660323021372f31f011daa2bdc0c0e3477b38764a0e6a2316d43ef3af3ddd47204296b51edef0ae93f18e1ef9b8fc31e1b3ca44f9948053ca8bac11c40ad50bb9d69e2e5704180496c56628162f5c994e0a1f471bbb197a3b5ea6374d699dde1b04e3c0ac4f35a6eafffbe716c902cc666f6d7288914d87a1e7999daad016325b29788b23c334f8dea5f0ad9d4d6ee15667490fba823c0c4bb7251fba6b33f8a49dc8360dfabfc9dea55caea0aabce7cd3516d77efb2c5');
INSERT INTO log.event VALUES (11, 'Ug_qFxeXSV2nTrD1Ok3oMw', 2, 'measurements.recorded/1', '\x7b22616374223a7b226964223a22752d3030303030303031222c22726f6c65223a22636c65726b227d2c226368223a2236617175364961744671476642353474787a6a76536166334a4d4f7236517039795773434434756f476977222c22636d64223a226562754b656461386f68434b69466d2d222c2269223a31312c226b6964223a342c227063223a2278397a67534a646f32624d7975354b65516e484b3449716561655a316b6634715163756452336641494a6f222c22706f73223a7b22736964223a2255675f71467865585356326e547244314f6b336f4d77222c22766572223a327d2c2274223a22323032362d30332d30375430393a33303a30302e3030303030305a222c2274797065223a226d6561737572656d656e74732e7265636f726465642f31222c2276223a317d', '\xba9fb755d0479e479b9efd2eb513b0fe88a88093e0ac05bd02d1144cc6265ae1', '\xc183b61ad3976df59843334acc1e881428236e988389072716b0bf98570f1ace270a292151528d56a97b41be3eb9a1794fe5bedb185421c4ded1a94cdeea8e8b1f4f42078370c26eee4b61105b1386c3dac5316013c6d642e8d15bda0edc10a0e989020f565c897782dbc83a0fa8a75425588f4bc0e640b3a2801aa888f0ec50ef480e8f5f872db759cfb38bbee891b2eca825837e8fbe922bb134e31ad87c283b3e92270052fb747d8d05ee11fcd20310edf4728462a0e967bda0107f31cfe2310b4b6cd1949ec54b3d3538949639329e5567afd929b48ccea3bbad167de23b07864133b1a49d16142acbee3091114c6afba048341c908f508827c1ff544c53811ccc9d70eb60005e09ac97df157e99d0f9aa5cc9bf80f39c0a29a78a8de15fc5976ba0c0a3ca072768f958c13ca273');

INSERT INTO log.format VALUES (1, '2026-11-30 12:31:24.561793+00');
INSERT INTO log.format VALUES (2, '2026-11-30 12:31:24.561793+00');

INSERT INTO log.tree_head VALUES (1, 11, '\xdc9b4cf16d144439f0bf019e16c6eac4a5439d6ecafc6b0b7bf627bd37b8aea2f432d09f3a4fb117d383845bdceb122d7db0c3e6c7806807b9524420f7b6a101ba9fb755d0479e479b9efd2eb513b0fe88a88093e0ac05bd02d1144cc6265ae1');

INSERT INTO signer.signed VALUES (1, 'test.example/log+f6e9f3f4+AVmgw0aLsteAgaNVKDaplA5meZiPMFOsl4fLT+65OjKQ', 10, '\xd4bcb65cc2bf47d0205424501436e2f1726498f64f2f3a75247c67f5f246043c', '2026-11-30T12:31:25.982255Z');

ALTER TABLE ONLY access.command
    ADD CONSTRAINT command_pkey PRIMARY KEY (request);

ALTER TABLE ONLY access.event
    ADD CONSTRAINT event_pkey PRIMARY KEY ("position");

ALTER TABLE ONLY access.event
    ADD CONSTRAINT event_stream_version_key UNIQUE (stream, version);

ALTER TABLE ONLY access.tree_head
    ADD CONSTRAINT tree_head_pkey PRIMARY KEY (one);

ALTER TABLE ONLY access.tree_tile
    ADD CONSTRAINT tree_tile_pkey PRIMARY KEY (level, n);

ALTER TABLE ONLY credentials.credential
    ADD CONSTRAINT credential_pkey PRIMARY KEY (login);

ALTER TABLE ONLY credentials.session
    ADD CONSTRAINT session_pkey PRIMARY KEY (token);

ALTER TABLE ONLY credentials.try
    ADD CONSTRAINT try_pkey PRIMARY KEY (kind, who);

ALTER TABLE ONLY keys.key
    ADD CONSTRAINT key_pkey PRIMARY KEY (kid);

ALTER TABLE ONLY keys.secret
    ADD CONSTRAINT secret_pkey PRIMARY KEY (name);

ALTER TABLE ONLY log.command
    ADD CONSTRAINT command_pkey PRIMARY KEY (request);

ALTER TABLE ONLY log.event
    ADD CONSTRAINT event_pkey PRIMARY KEY ("position");

ALTER TABLE ONLY log.event
    ADD CONSTRAINT event_stream_version_key UNIQUE (stream, version);

ALTER TABLE ONLY log.format
    ADD CONSTRAINT format_pkey PRIMARY KEY (version);

ALTER TABLE ONLY log.tree_head
    ADD CONSTRAINT tree_head_pkey PRIMARY KEY (one);

ALTER TABLE ONLY log.tree_tile
    ADD CONSTRAINT tree_tile_pkey PRIMARY KEY (level, n);

ALTER TABLE ONLY signer.signed
    ADD CONSTRAINT signed_pkey PRIMARY KEY (one);

CREATE TRIGGER command_is_not_emptied BEFORE TRUNCATE ON access.command FOR EACH STATEMENT EXECUTE FUNCTION access.refuse();

CREATE TRIGGER command_stays BEFORE DELETE OR UPDATE ON access.command FOR EACH ROW EXECUTE FUNCTION access.refuse();

CREATE TRIGGER event_is_not_emptied BEFORE TRUNCATE ON access.event FOR EACH STATEMENT EXECUTE FUNCTION access.refuse();

CREATE TRIGGER event_stays BEFORE DELETE OR UPDATE ON access.event FOR EACH ROW EXECUTE FUNCTION access.refuse();

CREATE TRIGGER tree_tile_is_not_emptied BEFORE TRUNCATE ON access.tree_tile FOR EACH STATEMENT EXECUTE FUNCTION access.refuse();

CREATE TRIGGER tree_tile_stays BEFORE DELETE OR UPDATE ON access.tree_tile FOR EACH ROW EXECUTE FUNCTION access.refuse();

CREATE TRIGGER command_is_not_emptied BEFORE TRUNCATE ON log.command FOR EACH STATEMENT EXECUTE FUNCTION log.refuse();

CREATE TRIGGER command_stays BEFORE DELETE OR UPDATE ON log.command FOR EACH ROW EXECUTE FUNCTION log.refuse();

CREATE TRIGGER event_is_not_emptied BEFORE TRUNCATE ON log.event FOR EACH STATEMENT EXECUTE FUNCTION log.refuse();

CREATE TRIGGER event_stays BEFORE DELETE OR UPDATE ON log.event FOR EACH ROW EXECUTE FUNCTION log.refuse();

CREATE TRIGGER tree_tile_is_not_emptied BEFORE TRUNCATE ON log.tree_tile FOR EACH STATEMENT EXECUTE FUNCTION log.refuse();

CREATE TRIGGER tree_tile_stays BEFORE DELETE OR UPDATE ON log.tree_tile FOR EACH ROW EXECUTE FUNCTION log.refuse();

GRANT USAGE ON SCHEMA access TO caretrail;

GRANT USAGE ON SCHEMA credentials TO caretrail;

GRANT USAGE ON SCHEMA keys TO caretrail;

GRANT USAGE ON SCHEMA log TO caretrail;

GRANT USAGE ON SCHEMA signer TO caretrail;

REVOKE ALL ON FUNCTION access.append(at bigint, was bytea, new_stack bytea, positions bigint[], streams text[], versions bigint[], types text[], entries bytea[], leaves bytea[], payloads bytea[], levels integer[], numbers bigint[], tiles bytea[], expected_streams text[], expected_versions bigint[], requests text[], responses bytea[], OUT moved boolean, OUT stale text[], OUT repeated text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION access.append(at bigint, was bytea, new_stack bytea, positions bigint[], streams text[], versions bigint[], types text[], entries bytea[], leaves bytea[], payloads bytea[], levels integer[], numbers bigint[], tiles bytea[], expected_streams text[], expected_versions bigint[], requests text[], responses bytea[], OUT moved boolean, OUT stale text[], OUT repeated text[]) TO caretrail;

REVOKE ALL ON FUNCTION access.append_one(at bigint, was bytea, new_stack bytea, new_stream text, new_version bigint, new_type text, new_entry bytea, new_leaf bytea, new_payload bytea, expected bigint, new_request text, new_response bytea, OUT moved boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION access.append_one(at bigint, was bytea, new_stack bytea, new_stream text, new_version bigint, new_type text, new_entry bytea, new_leaf bytea, new_payload bytea, expected bigint, new_request text, new_response bytea, OUT moved boolean) TO caretrail;

REVOKE ALL ON FUNCTION access.hold(OUT n bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION access.hold(OUT n bigint) TO caretrail;

REVOKE ALL ON FUNCTION log.append(at bigint, was bytea, new_stack bytea, positions bigint[], streams text[], versions bigint[], types text[], entries bytea[], leaves bytea[], payloads bytea[], levels integer[], numbers bigint[], tiles bytea[], expected_streams text[], expected_versions bigint[], requests text[], responses bytea[], OUT moved boolean, OUT stale text[], OUT repeated text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION log.append(at bigint, was bytea, new_stack bytea, positions bigint[], streams text[], versions bigint[], types text[], entries bytea[], leaves bytea[], payloads bytea[], levels integer[], numbers bigint[], tiles bytea[], expected_streams text[], expected_versions bigint[], requests text[], responses bytea[], OUT moved boolean, OUT stale text[], OUT repeated text[]) TO caretrail;

REVOKE ALL ON FUNCTION log.append_one(at bigint, was bytea, new_stack bytea, new_stream text, new_version bigint, new_type text, new_entry bytea, new_leaf bytea, new_payload bytea, expected bigint, new_request text, new_response bytea, OUT moved boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION log.append_one(at bigint, was bytea, new_stack bytea, new_stream text, new_version bigint, new_type text, new_entry bytea, new_leaf bytea, new_payload bytea, expected bigint, new_request text, new_response bytea, OUT moved boolean) TO caretrail;

REVOKE ALL ON FUNCTION log.hold(OUT n bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION log.hold(OUT n bigint) TO caretrail;

GRANT SELECT ON TABLE access.command TO caretrail;

GRANT SELECT ON TABLE access.event TO caretrail;

GRANT SELECT ON TABLE access.tree_head TO caretrail;

GRANT SELECT ON TABLE access.tree_tile TO caretrail;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE credentials.credential TO caretrail;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE credentials.session TO caretrail;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE credentials.try TO caretrail;

GRANT SELECT,INSERT ON TABLE keys.key TO caretrail;

GRANT SELECT,INSERT ON TABLE keys.secret TO caretrail;

GRANT SELECT ON TABLE log.command TO caretrail;

GRANT SELECT ON TABLE log.event TO caretrail;

GRANT SELECT ON TABLE log.format TO caretrail;

GRANT SELECT ON TABLE log.tree_head TO caretrail;

GRANT SELECT ON TABLE log.tree_tile TO caretrail;

GRANT SELECT,INSERT,UPDATE ON TABLE signer.signed TO caretrail;
