-- Prints the council's paper, one self-contained HTML page: demo/run writes it to demo/report.html.
SET search_path = council, public;
SELECT report_html(as_at => DATE '2025-05-31');
