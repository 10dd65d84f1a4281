-- The golden thread: who answers for an item, and what it counts towards.

-- Whoever it is, once a day: periods of one key do not overlap.  A range of one number is what the server's own GiST can compare; a text
-- is compared by its hash of 32 bits, and for two roles of one officer in one item to have the same one is a chance not worth an extension.

-- Who answers for an item.
CREATE TABLE item_officers (
  item_id bigint NOT NULL REFERENCES items,
  officer_id bigint NOT NULL REFERENCES officers,
  role text NOT NULL,
  valid_from date NOT NULL DEFAULT '-infinity',
  valid_to date NOT NULL DEFAULT 'infinity',
  raw text NOT NULL DEFAULT '',
  import_id bigint REFERENCES imports,
  PRIMARY KEY (item_id, officer_id, role, valid_from),
  CHECK (valid_from <= valid_to),
  CONSTRAINT item_officers_periods_apart EXCLUDE USING gist (
    int8range(item_id, item_id, '[]') WITH =, int8range(officer_id, officer_id, '[]') WITH =,
    int8range(hashtext(role), hashtext(role), '[]') WITH =, daterange(valid_from, valid_to, '[]') WITH &&)
);
CREATE INDEX item_officers_officer_id_idx ON item_officers (officer_id);
COMMENT ON TABLE item_officers IS 'Which officers an item has, in which role, from when to when.';
COMMENT ON COLUMN item_officers.item_id IS 'The item.';
COMMENT ON COLUMN item_officers.officer_id IS 'The officer.';
COMMENT ON COLUMN item_officers.role IS 'lead, responsible, delivery lead, sponsor ...';
COMMENT ON COLUMN item_officers.valid_from IS 'First day.';
COMMENT ON COLUMN item_officers.valid_to IS 'Last day.';
COMMENT ON COLUMN item_officers.raw IS 'The whole cell as printed.';
COMMENT ON COLUMN item_officers.import_id IS 'Where it came from.';

CREATE TABLE item_bodies (
  item_id bigint NOT NULL REFERENCES items,
  body_id bigint NOT NULL REFERENCES bodies,
  role text NOT NULL,
  valid_from date NOT NULL DEFAULT '-infinity',
  valid_to date NOT NULL DEFAULT 'infinity',
  raw text NOT NULL DEFAULT '',
  import_id bigint REFERENCES imports,
  PRIMARY KEY (item_id, body_id, role, valid_from),
  CHECK (valid_from <= valid_to),
  CONSTRAINT item_bodies_periods_apart EXCLUDE USING gist (
    int8range(item_id, item_id, '[]') WITH =, int8range(body_id, body_id, '[]') WITH =,
    int8range(hashtext(role), hashtext(role), '[]') WITH =, daterange(valid_from, valid_to, '[]') WITH &&)
);
CREATE INDEX item_bodies_body_id_idx ON item_bodies (body_id);
COMMENT ON TABLE item_bodies IS 'Which committees and boards an item answers to, from when to when.';
COMMENT ON COLUMN item_bodies.item_id IS 'The item.';
COMMENT ON COLUMN item_bodies.body_id IS 'The body.';
COMMENT ON COLUMN item_bodies.role IS 'In which role, such as committee.';
COMMENT ON COLUMN item_bodies.valid_from IS 'First day.';
COMMENT ON COLUMN item_bodies.valid_to IS 'Last day.';
COMMENT ON COLUMN item_bodies.raw IS 'The whole cell as printed.';
COMMENT ON COLUMN item_bodies.import_id IS 'Where it came from.';

-- The golden thread.
CREATE TABLE links (
  link_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  from_item_id bigint REFERENCES items,
  from_node_id bigint REFERENCES nodes,
  to_item_id bigint REFERENCES items,
  to_node_id bigint REFERENCES nodes,
  relation text NOT NULL DEFAULT 'contributes_to' REFERENCES relations,
  valid_from date NOT NULL DEFAULT '-infinity',
  valid_to date NOT NULL DEFAULT 'infinity',
  basis text,
  source_document text,
  import_id bigint REFERENCES imports,
  recorded_at timestamptz DEFAULT now(),
  recorded_by text DEFAULT current_user,
  share numeric CHECK (share > 0 AND share <= 1),
  CHECK (num_nonnulls(from_item_id, from_node_id) = 1),
  CHECK (num_nonnulls(to_item_id, to_node_id) = 1),
  -- A link that never held ends on the day before it starts, since no link is ever deleted.
  CHECK (valid_from - 1 <= valid_to),
  UNIQUE NULLS NOT DISTINCT (from_item_id, from_node_id, to_item_id, to_node_id, relation, valid_from),
  -- An end of the other sort is 0; a link that never held is in nobody's way.
  CONSTRAINT links_periods_apart EXCLUDE USING gist (
    int8range(coalesce(from_item_id, 0), coalesce(from_item_id, 0), '[]') WITH =,
    int8range(coalesce(from_node_id, 0), coalesce(from_node_id, 0), '[]') WITH =,
    int8range(coalesce(to_item_id, 0), coalesce(to_item_id, 0), '[]') WITH =,
    int8range(coalesce(to_node_id, 0), coalesce(to_node_id, 0), '[]') WITH =,
    int8range(hashtext(relation), hashtext(relation), '[]') WITH =, daterange(valid_from, valid_to, '[]') WITH &&)
    WHERE (valid_from <= valid_to AND valid_to > '-infinity')
);
CREATE INDEX links_from_node_id_idx ON links (from_node_id);
CREATE INDEX links_to_node_id_idx ON links (to_node_id);
CREATE INDEX links_to_item_id_idx ON links (to_item_id);
CREATE INDEX links_relation_idx ON links (relation);
COMMENT ON TABLE links IS
  'Links as printed, many to many, between items and nodes; relations says which roll up and which end is the child.';
COMMENT ON COLUMN links.link_id IS 'Key.';
COMMENT ON COLUMN links.from_item_id IS 'The from end, where it is an item.';
COMMENT ON COLUMN links.from_node_id IS 'The from end, where it is a node.';
COMMENT ON COLUMN links.to_item_id IS 'The to end, where it is an item.';
COMMENT ON COLUMN links.to_node_id IS 'The to end, where it is a node.';
COMMENT ON COLUMN links.relation IS 'What the link says.';
COMMENT ON COLUMN links.valid_from IS 'First day the link holds.';
COMMENT ON COLUMN links.valid_to IS 'Last day the link holds.';
COMMENT ON COLUMN links.basis IS 'printed, or inferred from the wording.';
COMMENT ON COLUMN links.source_document IS 'The document that prints it.';
COMMENT ON COLUMN links.import_id IS 'Where it came from.';
COMMENT ON COLUMN links.recorded_at IS 'When the link became known; NULL: not known when.';
COMMENT ON COLUMN links.recorded_by IS 'Who recorded it; NULL: not known.';
COMMENT ON COLUMN links.share IS
  'The part of the item that counts at this node where items are shared out; NULL: an equal part of what the item''s other links leave.';

CREATE TABLE link_ends (
  link_end_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  link_id bigint NOT NULL REFERENCES links,
  previous_valid_to date NOT NULL,
  valid_to date NOT NULL,
  recorded_at timestamptz NOT NULL DEFAULT now(),
  recorded_by text NOT NULL DEFAULT current_user
);
CREATE INDEX link_ends_link_id_recorded_at_link_end_id_idx ON link_ends (link_id, recorded_at, link_end_id);
COMMENT ON TABLE link_ends IS 'Every change of a link''s last day, append-only and written by a trigger.';
COMMENT ON COLUMN link_ends.link_end_id IS 'Key; later rows have higher keys.';
COMMENT ON COLUMN link_ends.link_id IS 'The link.';
COMMENT ON COLUMN link_ends.previous_valid_to IS 'Its last day as known until then.';
COMMENT ON COLUMN link_ends.valid_to IS 'Its last day as known from then on.';
COMMENT ON COLUMN link_ends.recorded_at IS 'When it became known.';
COMMENT ON COLUMN link_ends.recorded_by IS 'Who recorded it.';
