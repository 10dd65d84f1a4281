-- How to read it.

CREATE OR REPLACE FUNCTION note_lines(paper papers, rows paper_items[])
  RETURNS TABLE (place integer, name text, said text)
  LANGUAGE sql STABLE PARALLEL SAFE ROWS 10
BEGIN ATOMIC
  SELECT n.place, n.name, n.said
    FROM (VALUES
      (1, 'What is counted',
             format('Every count is of %s %s, rated or not. A new one counts from the first quarter it is reported in, a withdrawn '
                                    'one to its last. Figures of earlier quarters do not change.',
                                    'the ' || count_words(cardinality(note_lines.rows), paper.noun),
                                    coalesce('in the plan on ' || day_words(least(end_date(paper.quarter), paper.day)), 'in the plan'))),
      (2, 'Not rated', 'A blank in the return is shown as “Not rated”. It is not the same as “Scheduled – not yet '
                       'started”, which a lead officer has to state.'),
      (3, 'Better, worse, same', CASE WHEN paper.previous_quarter IS NOT NULL THEN
          'The rating is compared with ' || quarter_words(paper.previous_quarter, paper.quarter) || '. Completed is better than on track, '
          'on track better than mainly on track, and mainly on track better than off track. A first rating is neither better '
          'nor worse.' END),
      (4, 'The small squares', format('One square is one %s, in the order of the codes. The letter is its rating.', paper.noun)),
      (5, 'Overdue', 'The deadline lies before ' || day_words(paper.day) || ' and the work is not rated as completed.'),
      (6, 'Several aims', 'One that counts towards several aims is printed once, under the one it is part of or the first of them.'),
      (7, 'Who says so', CASE WHEN paper.publication_id IS NULL
          THEN 'Lead officers give ratings and updates. This is a draft: figures can still change until the quarter is published.'
          ELSE 'Lead officers give ratings and updates. These are the figures as published; a change needs a new edition.' END),
      (8, 'Recorded by', CASE WHEN isfinite(paper.known) AND paper.publication_id IS NULL
          THEN 'Only what was recorded by ' || day_words(day_of(paper.known)) || ' counts.' END),
      (9, 'Changes in this edition', (SELECT p.note FROM publications p WHERE p.publication_id = paper.publication_id)))
      n (place, name, said)
   WHERE n.said <> '';
END;
COMMENT ON FUNCTION note_lines(papers, paper_items[]) IS 'What a reader must know: what is counted, and what the words and pictures mean.';

CREATE OR REPLACE FUNCTION notes_section(paper papers, rows paper_items[]) RETURNS text
  LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT page_section(notes_section.paper, 'notes', 'How to read this paper',
           '<dl class="notes">' || string_agg(format('<div><dt>%s</dt><dd>%s</dd></div>', n.name, xml_text(n.said)),
                  '' ORDER BY n.place) || '</dl>')
    FROM note_lines(notes_section.paper, notes_section.rows) n;
END;
COMMENT ON FUNCTION notes_section(papers, paper_items[]) IS 'How to read the paper.';
