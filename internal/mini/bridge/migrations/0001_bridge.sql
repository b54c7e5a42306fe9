CREATE TABLE bridge_domain (              -- where a program's calls may go
  app    TEXT   NOT NULL,
  kind   TEXT   NOT NULL,               -- request, upload, download, socket, page
  domain TEXT   NOT NULL,               -- with all under it; with a port for sandboxes
  by     TEXT   NOT NULL,
  at     BIGINT NOT NULL,               -- Unix microseconds
  PRIMARY KEY (app, kind, domain)
);
