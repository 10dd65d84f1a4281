-- The money of the fixture, and the annual refresh of two plans: one from its new period's first day, one on the day.
SET search_path = council, public;
\ir ../../fixture/money.sql
SELECT * FROM refresh_plan('Delivery Plan 2025/26', 'Delivery Plan 2026/27', new_period => '[2026-04-01,2027-04-01)', publish => true, close => true, as_at => '2026-03-16');
SELECT * FROM refresh_plan('Cheshire East plan 2024-25', 'Cheshire East plan 2024-25', 'closing', as_at => '2026-03-16', rebaseline => true, publish => true, close => true);
