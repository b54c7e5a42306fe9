-- Packages whose pages were opened for those who review them.
CREATE TABLE registry_look (
  package TEXT   PRIMARY KEY,
  at      BIGINT NOT NULL
);
