-- Prints the council's report, one self-contained HTML page: demo/run writes it to demo/report.html.
SET search_path = public;
SELECT report_html('council', as_at => DATE '2025-05-31');
