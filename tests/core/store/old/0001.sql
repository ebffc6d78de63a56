BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0001');
CREATE TABLE condition (
	id INTEGER NOT NULL, 
	seq VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	listed BOOLEAN NOT NULL, 
	CONSTRAINT pk_condition PRIMARY KEY (id)
);
INSERT INTO "condition" VALUES(1,'0','골든크로스',1);
INSERT INTO "condition" VALUES(2,'1','거래량 급증',1);
CREATE TABLE delivery (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	destination_id INTEGER NOT NULL, 
	event_id INTEGER, 
	notice JSON, 
	lane VARCHAR NOT NULL, 
	state VARCHAR NOT NULL, 
	resend BOOLEAN NOT NULL, 
	created_at DATETIME NOT NULL, 
	claimed_at DATETIME, 
	settled_at DATETIME, 
	message_id VARCHAR, 
	reason VARCHAR, 
	CONSTRAINT fk_delivery_destination_id FOREIGN KEY(destination_id) REFERENCES destination (id), 
	CONSTRAINT fk_delivery_event_id FOREIGN KEY(event_id) REFERENCES event (id), 
	CONSTRAINT uq_delivery_event_id_destination_id UNIQUE (event_id, destination_id)
);
INSERT INTO "delivery" VALUES(1,1,1,NULL,'alert','sent',0,'2026-11-19 01:00:00.000000','2026-11-19 01:00:04.000000','2026-11-19 01:00:05.000000','m1',NULL);
INSERT INTO "delivery" VALUES(2,1,2,NULL,'alert','sending',0,'2026-11-19 01:00:01.000000','2026-11-19 01:00:06.000000',NULL,NULL,NULL);
INSERT INTO "delivery" VALUES(3,1,3,NULL,'alert','waiting',0,'2026-11-19 01:00:02.000000',NULL,NULL,NULL,NULL);
INSERT INTO "delivery" VALUES(4,1,NULL,'{"key": "hello", "params": {"name": "\uace8\ub4e0\ud06c\ub85c\uc2a4"}}','notice','waiting',0,'2026-11-19 01:00:03.000000',NULL,NULL,NULL,NULL);
CREATE TABLE destination (
	id INTEGER NOT NULL, 
	channel VARCHAR NOT NULL, 
	chat VARCHAR NOT NULL, 
	topic VARCHAR NOT NULL, 
	held_until DATETIME, 
	CONSTRAINT pk_destination PRIMARY KEY (id), 
	CONSTRAINT uq_destination_channel_chat_topic UNIQUE (channel, chat, topic)
);
INSERT INTO "destination" VALUES(1,'telegram','1001','',NULL);
INSERT INTO "destination" VALUES(2,'slack','C1','1699.1',NULL);
CREATE TABLE event (
	id INTEGER NOT NULL, 
	condition_id INTEGER, 
	code VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	source VARCHAR NOT NULL, 
	day DATE NOT NULL, 
	received_at DATETIME NOT NULL, 
	happened_at DATETIME, 
	since DATETIME, 
	broker_late FLOAT NOT NULL, 
	price INTEGER, 
	change INTEGER, 
	rate FLOAT, 
	volume BIGINT, 
	value BIGINT, 
	CONSTRAINT pk_event PRIMARY KEY (id), 
	CONSTRAINT fk_event_condition_id FOREIGN KEY(condition_id) REFERENCES condition (id)
);
INSERT INTO "event" VALUES(1,1,'005930','entry','realtime','2026-11-19','2026-11-19 01:00:00.000000',NULL,NULL,0.0,71000,-500,-0.7,3000000000,900);
INSERT INTO "event" VALUES(2,1,'000660','entry','realtime','2026-11-19','2026-11-19 01:00:01.000000',NULL,NULL,0.0,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "event" VALUES(3,1,'035720','entry','realtime','2026-11-19','2026-11-19 01:00:02.000000',NULL,NULL,0.0,NULL,NULL,NULL,NULL,NULL);
CREATE TABLE fact (
	"key" VARCHAR NOT NULL, 
	value VARCHAR NOT NULL, 
	CONSTRAINT pk_fact PRIMARY KEY ("key")
);
INSERT INTO "fact" VALUES('stocks_refreshed','2026-11-19');
CREATE TABLE member (
	condition_id INTEGER NOT NULL, 
	code VARCHAR NOT NULL, 
	CONSTRAINT pk_member PRIMARY KEY (condition_id, code), 
	CONSTRAINT fk_member_condition_id FOREIGN KEY(condition_id) REFERENCES condition (id)
)
 WITHOUT ROWID

;
INSERT INTO "member" VALUES(1,'000660');
INSERT INTO "member" VALUES(1,'005930');
CREATE TABLE membership (
	condition_id INTEGER NOT NULL, 
	day DATE, 
	known_at DATETIME, 
	CONSTRAINT pk_membership PRIMARY KEY (condition_id), 
	CONSTRAINT fk_membership_condition_id FOREIGN KEY(condition_id) REFERENCES condition (id)
);
INSERT INTO "membership" VALUES(1,'2026-11-19','2026-11-19 01:00:01.000000');
CREATE TABLE seen (
	"key" VARCHAR NOT NULL, 
	at DATETIME NOT NULL, 
	CONSTRAINT pk_seen PRIMARY KEY ("key")
);
INSERT INTO "seen" VALUES('telegram:update:1','2026-11-19 01:00:00.000000');
CREATE TABLE stock (
	code VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	market VARCHAR NOT NULL, 
	CONSTRAINT pk_stock PRIMARY KEY (code)
);
INSERT INTO "stock" VALUES('005930','삼성전자','KOSPI');
CREATE TABLE subscription (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	condition_id INTEGER NOT NULL, 
	destination_id INTEGER NOT NULL, 
	person VARCHAR NOT NULL, 
	created_at DATETIME NOT NULL, 
	suspended VARCHAR, 
	CONSTRAINT fk_subscription_condition_id FOREIGN KEY(condition_id) REFERENCES condition (id), 
	CONSTRAINT fk_subscription_destination_id FOREIGN KEY(destination_id) REFERENCES destination (id), 
	CONSTRAINT uq_subscription_condition_id_destination_id UNIQUE (condition_id, destination_id)
);
INSERT INTO "subscription" VALUES(1,1,1,'telegram:1001','2026-11-19 01:00:00.000000',NULL);
INSERT INTO "subscription" VALUES(2,1,2,'telegram:1001','2026-11-19 01:00:00.000000','blocked');
CREATE INDEX ix_seen_at ON seen (at);
CREATE INDEX ix_event_received_at_kind ON event (received_at, kind);
CREATE INDEX ix_subscription_destination_id ON subscription (destination_id);
CREATE INDEX ix_delivery_settled ON delivery (settled_at, state) WHERE settled_at IS NOT NULL;
CREATE INDEX ix_delivery_unsettled ON delivery (destination_id, state, id, created_at) WHERE settled_at IS NULL;
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('subscription',2);
INSERT INTO "sqlite_sequence" VALUES('delivery',4);
COMMIT;
