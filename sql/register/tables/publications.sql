-- A quarter as published.

-- Publications.
CREATE TABLE publications (
  publication_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  plan_id bigint NOT NULL REFERENCES plans,
  quarter quarter NOT NULL,
  edition integer NOT NULL CHECK (edition >= 1),
  previous_quarter quarter,
  links_at date NOT NULL,
  note text,
  published_at timestamptz NOT NULL DEFAULT now(),
  published_by text NOT NULL DEFAULT current_user,
  UNIQUE (plan_id, quarter, edition),
  CHECK (edition = 1 OR note <> '')
);
COMMENT ON TABLE publications IS
  'A quarter of a plan as published, append-only; publishing it again makes the next edition. publish_quarter writes it.';
COMMENT ON COLUMN publications.publication_id IS 'Key.';
COMMENT ON COLUMN publications.plan_id IS 'The plan.';
COMMENT ON COLUMN publications.quarter IS 'The quarter.';
COMMENT ON COLUMN publications.edition IS '1, then one more for each time it was published again.';
COMMENT ON COLUMN publications.previous_quarter IS 'The quarter in which the plan had reported before, which movements are from.';
COMMENT ON COLUMN publications.links_at IS 'The day whose links the figures of nodes rest on: the last of the quarter.';
COMMENT ON COLUMN publications.note IS 'What was said on publishing: who approved it, or why there is another edition.';
COMMENT ON COLUMN publications.published_at IS 'When.';
COMMENT ON COLUMN publications.published_by IS 'By whom.';

-- The keys of append-only rows are no foreign keys: none of those rows can go, and TRUNCATE is to be refused in the words of refuse_change.
CREATE TABLE published_items (
  publication_id bigint NOT NULL REFERENCES publications,
  item_id bigint NOT NULL REFERENCES items,
  level text NOT NULL,
  ref text NOT NULL,
  title text NOT NULL,
  state text NOT NULL,
  item_state_id bigint,
  rating rag,
  rating_id bigint,
  previous_rating rag,
  previous_rating_id bigint,
  movement text,
  baseline_due date,
  current_due date,
  due_date_id bigint,
  revisions bigint NOT NULL,
  PRIMARY KEY (publication_id, item_id)
);
CREATE INDEX published_items_item_id_idx ON published_items (item_id);
COMMENT ON TABLE published_items IS
  'The items that a publication counts, with their figures as published, append-only. A copy on purpose: what is said of an item later '
  'changes nothing here.';
COMMENT ON COLUMN published_items.publication_id IS 'The publication.';
COMMENT ON COLUMN published_items.item_id IS 'The item.';
COMMENT ON COLUMN published_items.level IS 'Which kind of item, as published.';
COMMENT ON COLUMN published_items.ref IS 'The reference, as published.';
COMMENT ON COLUMN published_items.title IS 'The wording, as published.';
COMMENT ON COLUMN published_items.state IS
  'The state known on publishing; one that began after the quarter does not keep an item from counting in it.';
COMMENT ON COLUMN published_items.item_state_id IS 'The row of item_states that said so.';
COMMENT ON COLUMN published_items.rating IS 'The rating; NULL: not rated.';
COMMENT ON COLUMN published_items.rating_id IS 'The row of ratings that said so, with its commentary; NULL where there was none.';
COMMENT ON COLUMN published_items.previous_rating IS 'The rating in the previous quarter; NULL: not rated.';
COMMENT ON COLUMN published_items.previous_rating_id IS 'The row of ratings that said so; NULL where there was none.';
COMMENT ON COLUMN published_items.movement IS 'From the rating before to this one; NULL in the first quarter the plan reports.';
COMMENT ON COLUMN published_items.baseline_due IS 'The last day of the first deadline set; NULL where it has no end or none is set.';
COMMENT ON COLUMN published_items.current_due IS 'The last day of the deadline in force; NULL where it has no end or none is set.';
COMMENT ON COLUMN published_items.due_date_id IS 'The row of due_dates in force.';
COMMENT ON COLUMN published_items.revisions IS 'How often the deadline had been revised.';

CREATE TABLE published_nodes (
  publication_id bigint NOT NULL REFERENCES publications,
  node_id bigint NOT NULL REFERENCES nodes,
  level text NOT NULL,
  ref text NOT NULL,
  title text NOT NULL,
  by_link rag_tally NOT NULL,
  distinct_items rag_tally NOT NULL,
  PRIMARY KEY (publication_id, node_id)
);
CREATE INDEX published_nodes_node_id_idx ON published_nodes (node_id);
COMMENT ON TABLE published_nodes IS
  'The nodes with items of the plan at or under them, and the plan''s own others as zeros, with their figures as published, '
  'append-only. Do not add across nodes.';
COMMENT ON COLUMN published_nodes.publication_id IS 'The publication.';
COMMENT ON COLUMN published_nodes.node_id IS 'The node.';
COMMENT ON COLUMN published_nodes.level IS 'Which kind of node, as published.';
COMMENT ON COLUMN published_nodes.ref IS 'The reference, as published.';
COMMENT ON COLUMN published_nodes.title IS 'The wording, as published.';
COMMENT ON COLUMN published_nodes.by_link IS
  'Ratings counted by link: every pair of a node at or under this one and an item of the plan linked to it.';
COMMENT ON COLUMN published_nodes.distinct_items IS 'Ratings of the distinct items of the plan at or under the node.';

CREATE TABLE published_links (
  publication_id bigint NOT NULL REFERENCES publications,
  link_id bigint NOT NULL REFERENCES links,
  item_id bigint REFERENCES items,
  child_node_id bigint REFERENCES nodes,
  node_id bigint NOT NULL REFERENCES nodes,
  PRIMARY KEY (publication_id, link_id),
  CHECK (num_nonnulls(item_id, child_node_id) = 1)
);
CREATE INDEX published_links_link_id_idx ON published_links (link_id);
COMMENT ON TABLE published_links IS 'The links that the figures of a publication''s nodes rest on, child first, append-only.';
COMMENT ON COLUMN published_links.publication_id IS 'The publication.';
COMMENT ON COLUMN published_links.link_id IS 'The link.';
COMMENT ON COLUMN published_links.item_id IS 'The child, where it is an item.';
COMMENT ON COLUMN published_links.child_node_id IS 'The child, where it is a node.';
COMMENT ON COLUMN published_links.node_id IS 'The parent.';
