"""What the clients in Python share: what they are to find, and how they say it."""
import datetime
import decimal
import json
import os

EXPECTED = json.load(open(os.environ['EXPECTED']))
CLASSES = {'text': str, 'integer': int, 'bigint': int, 'numeric': decimal.Decimal, 'date': datetime.date,
           'timestamp with time zone': datetime.datetime, 'boolean': bool}
# Row 1 of typed.kept as text, and what a client adds.
ROW = {'rating': 'R', 'period': 'Q1 2025/26', 'code': 'A2.192', 'counts': 'R2 G1', 'periods': '["Q1 2025/26","Q3 2025/26")',
       'spans': '{["Q1 2025/26","Q3 2025/26")}', 'codes': '[A1,A2)', 'thread': '{2>1}', 'labels': '{b>a}'}
TYPES = {'rating': 'rag', 'period': 'quarter', 'code': 'plan_code', 'counts': 'rag_tally', 'periods': 'quarterrange', 'spans': 'quartermultirange',
         'codes': 'plan_coderange', 'thread': 'linkage', 'labels': 'linkage_text'}
COPIED = [(11, 'R', 'Q1 2025/26', 'A2.192.70000', ('Q1 2025/26', 'Q3 2025/26')), (12, None, 'Q4 1999/00', 'LGOF 3.1', (None, 'Q3 2025/26'))]
COPIED_TEXT = [(11, 'R', 'Q1 2025/26', 'A2.192.70000', '["Q1 2025/26","Q3 2025/26")'), (12, None, 'Q4 1999/00', 'LGOF 3.1', '(,"Q3 2025/26")')]
READ_COPIED = "SELECT id, rating::text, period::text, code::text, periods::text FROM typed.copied WHERE id >= 11 ORDER BY id"


def check(what, problem=None):
    print(f"{'not ok' if problem else 'ok'} - {what}")
    if problem:
        print('# ' + str(problem)[:500].replace('\n', '\n# '))


def attempt(what, action):
    """action() answers what is wrong, or nothing."""
    try:
        check(what, action())
    except Exception as error:
        check(what, f'{type(error).__name__}: {error}')


def wrong_rows(view, names, rows):
    """What is not as expected in a view that was read whole."""
    columns = EXPECTED[view]['columns']
    if sorted(names) != sorted(columns):
        return f'{view}: columns {names}'
    if len(rows) != EXPECTED[view]['rows']:
        return f"{view}: {len(rows)} rows for {EXPECTED[view]['rows']}"
    for row in rows:
        for name, value in zip(names, row):
            if value is not None and type(value) is not CLASSES[columns[name]]:
                return f'{view}.{name}: {value!r} is not {columns[name]}'
            if columns[name] == 'timestamp with time zone' and value is not None and value.tzinfo is None:
                return f'{view}.{name}: {value!r} has no time zone'


def all_views(read):
    """read(view) gives names and rows."""
    def action():
        if len(EXPECTED) < 30 or sum(v['rows'] for v in EXPECTED.values()) < 1000:
            return 'too little is expected'
        for view in EXPECTED:
            problem = wrong_rows(view, *read(view))
            if problem:
                return problem
    return action


def listed(names):
    return None if sorted(names) == sorted(EXPECTED) else f'listed: {sorted(names)}'
