-- Officers and bodies, with their other spellings.

-- People and bodies, with aliases and dates.
CREATE TABLE officers (
  officer_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL UNIQUE CHECK (name <> '')
);
CREATE UNIQUE INDEX officers_normal_name_idx ON officers (normal_name(name));
COMMENT ON TABLE officers IS 'Officer roles as plans name them (posts, not persons).';
COMMENT ON COLUMN officers.officer_id IS 'Key.';
COMMENT ON COLUMN officers.name IS 'The name of the post.';

CREATE TABLE officer_aliases (
  alias text PRIMARY KEY CHECK (alias <> ''),
  officer_id bigint NOT NULL REFERENCES officers
);
CREATE INDEX officer_aliases_officer_id_idx ON officer_aliases (officer_id);
CREATE UNIQUE INDEX officer_aliases_normal_name_idx ON officer_aliases (normal_name(alias));
COMMENT ON TABLE officer_aliases IS 'Other spellings of an officer''s name; an import looks here before it adds an officer.';
COMMENT ON COLUMN officer_aliases.alias IS 'The other spelling, compared without regard to case and blanks.';
COMMENT ON COLUMN officer_aliases.officer_id IS 'Whom it means.';

CREATE TABLE bodies (
  body_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL UNIQUE CHECK (name <> '')
);
CREATE UNIQUE INDEX bodies_normal_name_idx ON bodies (normal_name(name));
COMMENT ON TABLE bodies IS 'Committees and boards that items answer to.';
COMMENT ON COLUMN bodies.body_id IS 'Key.';
COMMENT ON COLUMN bodies.name IS 'The body''s name.';

CREATE TABLE body_aliases (
  alias text PRIMARY KEY CHECK (alias <> ''),
  body_id bigint NOT NULL REFERENCES bodies
);
CREATE INDEX body_aliases_body_id_idx ON body_aliases (body_id);
CREATE UNIQUE INDEX body_aliases_normal_name_idx ON body_aliases (normal_name(alias));
COMMENT ON TABLE body_aliases IS 'Other spellings and abbreviations of a body''s name.';
COMMENT ON COLUMN body_aliases.alias IS 'The other spelling, compared without regard to case and blanks.';
COMMENT ON COLUMN body_aliases.body_id IS 'Which body it means.';
