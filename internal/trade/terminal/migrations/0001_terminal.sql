CREATE TABLE terminal_device (
  id         TEXT    NOT NULL PRIMARY KEY,
  merchant   TEXT    NOT NULL,
  store      TEXT    NOT NULL,
  kind       TEXT    NOT NULL,             -- kiosk, register, screen
  name       TEXT    NOT NULL,
  app        TEXT    NOT NULL,             -- of its mini program; '' on a screen
  till       TEXT    NOT NULL,             -- of a register
  active     BOOLEAN NOT NULL,
  code       TEXT,                         -- digest of the code to pair it with
  code_until BIGINT  NOT NULL DEFAULT 0,
  token      TEXT,                         -- digest of what the paired device holds
  paired_at  BIGINT  NOT NULL DEFAULT 0,
  seen_at    BIGINT  NOT NULL DEFAULT 0,
  created_at BIGINT  NOT NULL
);
CREATE INDEX terminal_device_store ON terminal_device (store, created_at);
CREATE UNIQUE INDEX terminal_device_code ON terminal_device (code);
CREATE UNIQUE INDEX terminal_device_token ON terminal_device (token);
