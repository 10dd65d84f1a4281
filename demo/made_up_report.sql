-- Prints the paper of the made-up plan, with measures, savings and risks: demo/run writes it to demo/made_up_report.html.
SET search_path = made_up, public;
SELECT report_html('Made-up plan 2025/26', 'Q2 2025/26');
