"""SQLAlchemy: reflection without a warning, views as tables, our types as text columns."""
import warnings

warnings.simplefilter('error')
import sqlalchemy as sa  # noqa: E402

from common import EXPECTED, ROW, TYPES, all_views, attempt, listed  # noqa: E402

engine = sa.create_engine('postgresql+psycopg2://', isolation_level='AUTOCOMMIT')
inspector = sa.inspect(engine)
tables = {}


def reflect():
    metadata = sa.MetaData(schema='council_bi')
    for view in EXPECTED:
        tables[view] = sa.Table(view, metadata, autoload_with=engine)
        unknown = [c.name for c in tables[view].columns if isinstance(c.type, sa.types.NullType)]
        if unknown or not all(c.comment for c in tables[view].columns):
            return f'{view}: {unknown}'


def read(view):
    with engine.connect() as conn:
        result = conn.execute(sa.select(tables[view]))
        return list(result.keys()), [tuple(row) for row in result]


class Kept(sa.types.UserDefinedType):
    cache_ok = True

    def __init__(self, name):
        self.name = name

    def get_col_spec(self, **kw):
        return self.name


kept = sa.Table('kept', sa.MetaData(schema='typed'), sa.Column('id', sa.Integer, primary_key=True),
                *(sa.Column(name, Kept(kind)) for name, kind in TYPES.items()))


def where():
    with engine.connect() as conn:
        for name, value in ROW.items():
            if conn.execute(sa.select(kept.c.id).where(kept.c[name] == value)).fetchall() != [(1,)]:
                return name
        for name in ('rating', 'period', 'code'):
            if conn.execute(sa.select(kept.c.id).where(kept.c[name].in_([ROW[name]]))).fetchall() != [(1,)]:
                return f'{name} in'


def insert():
    with engine.connect() as conn:
        conn.execute(kept.insert(), [dict(ROW, id=n) for n in (3, 4, 5)])
        got = [tuple(row) for row in conn.execute(sa.select(kept).where(kept.c.id.in_((1, 3, 4, 5))).order_by(kept.c.id))]
        conn.execute(kept.delete().where(kept.c.id >= 3))
        return None if len(got) == 4 and len({str(row[1:]) for row in got}) == 1 else got


attempt('lists the views', lambda: listed(inspector.get_view_names('council_bi')))
attempt('reflects every view, without a warning', reflect)
attempt('reads every view, with its types', all_views(read))
attempt('binds a parameter of every type in WHERE, and IN', where)
attempt('inserts every type, many rows at once', insert)
