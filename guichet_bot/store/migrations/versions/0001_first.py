"""The first schema."""

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_SQL = """
    CREATE TABLE absence (
        id {id}, desk TEXT NOT NULL, expert TEXT NOT NULL, first TEXT NOT NULL, until TEXT,
        source TEXT NOT NULL, active BOOLEAN NOT NULL
    );
    CREATE INDEX ix_absence_active ON absence (desk, expert) WHERE active;
    CREATE TABLE calendar (
        "key" TEXT NOT NULL, json TEXT NOT NULL, PRIMARY KEY ("key")
    );
    CREATE TABLE closure (
        desk TEXT NOT NULL, first TEXT NOT NULL, last TEXT NOT NULL, name TEXT NOT NULL,
        PRIMARY KEY (desk, first, last)
    );
    CREATE TABLE counter (
        desk TEXT NOT NULL, year BIGINT NOT NULL, last BIGINT NOT NULL, PRIMARY KEY (desk, year)
    );
    CREATE TABLE digest_line (
        desk TEXT NOT NULL, rcpt TEXT NOT NULL, line TEXT NOT NULL, number TEXT NOT NULL,
        at BIGINT NOT NULL, PRIMARY KEY (desk, rcpt, line)
    );
    CREATE TABLE digest_run (
        desk TEXT NOT NULL, local_date TEXT NOT NULL, kind TEXT NOT NULL, rcpt TEXT NOT NULL,
        cursor_event BIGINT NOT NULL, at BIGINT NOT NULL, cursor_inbound BIGINT NOT NULL,
        written BOOLEAN NOT NULL, PRIMARY KEY (desk, local_date, kind, rcpt)
    );
    CREATE TABLE event (
        id {id}, desk TEXT NOT NULL, question_id BIGINT, inbound_id BIGINT, at BIGINT NOT NULL,
        kind TEXT NOT NULL, data TEXT NOT NULL
    );
    CREATE INDEX ix_event_at ON event (at);
    CREATE INDEX ix_event_desk ON event (desk, id);
    CREATE INDEX ix_event_question ON event (question_id);
    CREATE TABLE expert (
        desk TEXT NOT NULL, email TEXT NOT NULL, name TEXT NOT NULL, topics TEXT NOT NULL,
        territory TEXT NOT NULL, ceiling_open BIGINT NOT NULL, ceiling_month BIGINT NOT NULL,
        exclusions TEXT NOT NULL, timezone TEXT NOT NULL, zone TEXT NOT NULL, hours TEXT,
        weekly_list BOOLEAN NOT NULL, backup TEXT NOT NULL, active BOOLEAN NOT NULL,
        seeded BOOLEAN NOT NULL, last_offered_at BIGINT, PRIMARY KEY (desk, email)
    );
    CREATE TABLE heartbeat (
        name TEXT NOT NULL, at BIGINT NOT NULL, PRIMARY KEY (name)
    );
    CREATE TABLE inbound (
        id {id}, desk TEXT NOT NULL, folder TEXT NOT NULL, uidvalidity BIGINT NOT NULL,
        uid BIGINT NOT NULL, source TEXT NOT NULL, sha256 TEXT NOT NULL, size BIGINT NOT NULL,
        received_at BIGINT NOT NULL, state TEXT NOT NULL, cause TEXT, reason TEXT NOT NULL,
        attempts BIGINT NOT NULL, lease_until BIGINT, worker TEXT NOT NULL, dedup TEXT,
        message_id TEXT NOT NULL, sender TEXT NOT NULL, subject TEXT NOT NULL, question_id BIGINT,
        trace TEXT, handled_at BIGINT,
        CONSTRAINT uq_inbound_desk_folder_uidvalidity_uid UNIQUE (desk, folder, uidvalidity, uid)
    );
    CREATE INDEX ix_inbound_handled ON inbound (desk, handled_at);
    CREATE INDEX ix_inbound_message_id ON inbound (desk, message_id);
    CREATE INDEX ix_inbound_new ON inbound (id) WHERE state = 'new';
    CREATE INDEX ix_inbound_question ON inbound (question_id);
    CREATE INDEX ix_inbound_sender ON inbound (desk, sender, received_at);
    CREATE INDEX ix_inbound_sha256 ON inbound (sha256);
    CREATE INDEX ix_inbound_waiting ON inbound (state, desk) WHERE state != 'done';
    CREATE UNIQUE INDEX uq_inbound_dedup ON inbound (desk, dedup)
        WHERE cause != 'duplicate' AND dedup IS NOT NULL;
    CREATE TABLE lease (
        name TEXT NOT NULL, holder TEXT NOT NULL, until BIGINT NOT NULL, epoch BIGINT NOT NULL,
        PRIMARY KEY (name)
    );
    CREATE TABLE mailbox (
        desk TEXT NOT NULL, folder TEXT NOT NULL, uidvalidity BIGINT NOT NULL,
        floor_uid BIGINT NOT NULL, first_contact_at BIGINT NOT NULL,
        PRIMARY KEY (desk, folder, uidvalidity)
    );
    CREATE TABLE message_ref (
        desk TEXT NOT NULL, message_id TEXT NOT NULL, question_id BIGINT NOT NULL,
        PRIMARY KEY (desk, message_id)
    );
    CREATE INDEX ix_message_ref_question ON message_ref (question_id);
    CREATE TABLE outbox (
        id {id}, desk TEXT NOT NULL, "key" TEXT NOT NULL, message_id TEXT NOT NULL,
        question_id BIGINT, kind TEXT NOT NULL, role TEXT NOT NULL, rcpt TEXT NOT NULL,
        sender TEXT NOT NULL, subject TEXT NOT NULL, raw {bytes} NOT NULL, state TEXT NOT NULL,
        phase TEXT NOT NULL, attempts BIGINT NOT NULL, next_at BIGINT NOT NULL, lease_until BIGINT,
        worker TEXT NOT NULL, response TEXT NOT NULL, created_at BIGINT NOT NULL, sent_at BIGINT,
        doubts BIGINT NOT NULL, CONSTRAINT uq_outbox_desk_key UNIQUE (desk, "key"),
        CONSTRAINT uq_outbox_desk_message_id UNIQUE (desk, message_id)
    );
    CREATE INDEX ix_outbox_created ON outbox (created_at);
    CREATE INDEX ix_outbox_question ON outbox (question_id);
    CREATE INDEX ix_outbox_queued ON outbox (next_at) WHERE state = 'queued';
    CREATE INDEX ix_outbox_rcpt ON outbox (desk, rcpt);
    CREATE INDEX ix_outbox_sending ON outbox (lease_until) WHERE state = 'sending';
    CREATE INDEX ix_outbox_unsent ON outbox (state, desk) WHERE state != 'sent';
    CREATE TABLE question (
        id {id}, desk TEXT NOT NULL, number TEXT NOT NULL, state TEXT NOT NULL,
        subject TEXT NOT NULL, buyer TEXT NOT NULL, opened_at BIGINT NOT NULL,
        buyer_name TEXT NOT NULL, structure TEXT NOT NULL, departement TEXT NOT NULL,
        topic TEXT NOT NULL, also TEXT NOT NULL, stage TEXT NOT NULL, request TEXT NOT NULL,
        live_tender BOOLEAN NOT NULL, expert TEXT NOT NULL, promised_at BIGINT, answered_at BIGINT,
        closed_at BIGINT, closed_why TEXT NOT NULL, new_dates BIGINT NOT NULL,
        lapses BIGINT NOT NULL, level BIGINT NOT NULL, clock TEXT NOT NULL, calendar TEXT NOT NULL,
        version BIGINT NOT NULL, wiped_at BIGINT,
        CONSTRAINT uq_question_desk_number UNIQUE (desk, number)
    );
    CREATE INDEX ix_question_answered ON question (desk, topic, answered_at) WHERE answered_at IS NOT NULL;
    CREATE INDEX ix_question_buyer ON question (buyer);
    CREATE INDEX ix_question_identified ON question (closed_at) WHERE wiped_at IS NULL;
    CREATE INDEX ix_question_open ON question (desk, buyer) WHERE state != 'closed';
    CREATE INDEX ix_question_opened ON question (desk, opened_at);
    CREATE INDEX ix_question_state ON question (desk, state);
    CREATE TABLE raw (
        sha256 TEXT NOT NULL, bytes {bytes} NOT NULL, size BIGINT NOT NULL, at BIGINT NOT NULL,
        PRIMARY KEY (sha256)
    );
    CREATE INDEX ix_raw_at ON raw (at);
    CREATE TABLE suppression (
        desk TEXT NOT NULL, address TEXT NOT NULL, until BIGINT, why TEXT NOT NULL,
        PRIMARY KEY (desk, address)
    );
    CREATE TABLE switch (
        desk TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (desk, name)
    );
    CREATE TABLE tally (
        desk TEXT NOT NULL, scope TEXT NOT NULL, bucket BIGINT NOT NULL, n BIGINT NOT NULL,
        PRIMARY KEY (desk, scope, bucket)
    );
    CREATE INDEX ix_tally_bucket ON tally (bucket);
    CREATE TABLE timer (
        desk TEXT NOT NULL, subject TEXT NOT NULL, kind TEXT NOT NULL, due_at BIGINT NOT NULL,
        step BIGINT NOT NULL, PRIMARY KEY (desk, subject, kind)
    );
    CREATE INDEX ix_timer_due ON timer (due_at);
    CREATE TABLE undo (
        code TEXT NOT NULL, desk TEXT NOT NULL, "by" TEXT NOT NULL, at BIGINT NOT NULL,
        what TEXT NOT NULL, images TEXT NOT NULL, used_at BIGINT, PRIMARY KEY (code)
    );
    CREATE TABLE entry (
        id {id},
        question_id BIGINT NOT NULL CONSTRAINT fk_entry_question_id REFERENCES question (id),
        at BIGINT NOT NULL, kind TEXT NOT NULL, role TEXT NOT NULL, author TEXT NOT NULL,
        text TEXT NOT NULL, inbound_id BIGINT
    );
    CREATE INDEX ix_entry_author ON entry (author);
    CREATE INDEX ix_entry_question ON entry (question_id);
    CREATE TABLE offer (
        id {id},
        question_id BIGINT NOT NULL CONSTRAINT fk_offer_question_id REFERENCES question (id),
        expert TEXT NOT NULL, state TEXT NOT NULL, offered_at BIGINT NOT NULL, ended_at BIGINT,
        desk TEXT NOT NULL, why TEXT NOT NULL
    );
    CREATE INDEX ix_offer_desk_open ON offer (desk, expert) WHERE state = 'open';
    CREATE INDEX ix_offer_month ON offer (desk, offered_at);
    CREATE INDEX ix_offer_question ON offer (question_id);
    CREATE UNIQUE INDEX uq_offer_open ON offer (question_id, expert) WHERE state = 'open';
"""

# What the two databases spell differently.
_DIALECTS = {
    "sqlite": {"id": "INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT", "bytes": "BLOB"},
    "postgresql": {"id": "BIGSERIAL NOT NULL PRIMARY KEY", "bytes": "BYTEA"},
}


def upgrade() -> None:
    for statement in _SQL.format(**_DIALECTS[op.get_bind().dialect.name]).split(";")[:-1]:
        op.execute(statement.strip())
