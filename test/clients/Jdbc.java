// JDBC: metadata, every view typed, setString and setObject of every type, batches and COPY.  Run as a source file: java Jdbc.java
import java.io.*;
import java.math.BigDecimal;
import java.nio.file.*;
import java.sql.*;
import java.util.*;
import org.postgresql.PGConnection;

public class Jdbc {
    static final String[] NAMES = {"rating", "period", "code", "counts", "periods", "spans", "codes", "thread", "labels"};
    static final String[] TYPES = {"rag", "quarter", "plan_code", "rag_tally", "quarterrange", "quartermultirange", "plan_coderange", "linkage", "linkage_text"};
    static final String[] VALUES = {"R", "Q1 2025/26", "A2.192", "R2 G1", "[\"Q1 2025/26\",\"Q3 2025/26\")", "{[\"Q1 2025/26\",\"Q3 2025/26\")}", "[A1,A2)", "{2>1}", "{b>a}"};
    static final String COPIED = "11\tR\tQ1 2025/26\tA2.192.70000\t[\"Q1 2025/26\",\"Q3 2025/26\")\n12\t\\N\tQ4 1999/00\tLGOF 3.1\t(,\"Q3 2025/26\")\n";
    static Connection conn;

    interface Action { String run() throws Exception; }

    static void attempt(String what, Action action) {
        String problem;
        try { problem = action.run(); } catch (Exception error) { problem = error.toString(); }
        System.out.println((problem == null ? "ok" : "not ok") + " - " + what);
        if (problem != null) System.out.println("# " + problem.replace("\n", "\n# "));
    }

    // "view rows column=type ..." a line.
    static Map<String, String[]> expected() throws IOException {
        Map<String, String[]> views = new TreeMap<>();
        for (String line : Files.readAllLines(Path.of(System.getenv("EXPECTED_LINES")))) {
            String[] parts = line.split("\t");
            views.put(parts[0], parts);
        }
        return views;
    }

    static Class<?> kind(String type) {
        switch (type) {
            case "text": return String.class;
            case "integer": return Integer.class;
            case "bigint": return Long.class;
            case "numeric": return BigDecimal.class;
            case "date": return java.sql.Date.class;
            case "timestamp with time zone": return Timestamp.class;
            case "boolean": return Boolean.class;
            default: return null;
        }
    }

    static String list() throws Exception {
        Set<String> names = new TreeSet<>();
        try (ResultSet r = conn.getMetaData().getTables(null, "council_bi", "%", new String[] {"VIEW"})) {
            while (r.next()) if (r.getString("REMARKS") != null) names.add(r.getString("TABLE_NAME"));
        }
        return names.equals(expected().keySet()) ? null : names.toString();
    }

    static String metadata() throws Exception {
        for (String[] view : expected().values()) {
            int seen = 0;
            try (ResultSet r = conn.getMetaData().getColumns(null, "council_bi", view[0], "%")) {
                while (r.next()) {
                    seen++;
                    if (r.getInt("DATA_TYPE") == Types.OTHER || r.getString("REMARKS") == null) return view[0] + "." + r.getString("COLUMN_NAME");
                }
            }
            if (seen != view.length - 2) return view[0] + ": " + seen + " columns";
        }
        return null;
    }

    static String read() throws Exception {
        for (String[] view : expected().values()) {
            Map<String, Class<?>> kinds = new HashMap<>();
            for (int i = 2; i < view.length; i++) kinds.put(view[i].split("=")[0], kind(view[i].split("=")[1]));
            int rows = 0;
            try (Statement s = conn.createStatement(); ResultSet r = s.executeQuery("SELECT * FROM council_bi." + view[0])) {
                ResultSetMetaData about = r.getMetaData();
                if (about.getColumnCount() != kinds.size()) return view[0] + ": columns";
                for (; r.next(); rows++) {
                    for (int i = 1; i <= kinds.size(); i++) {
                        Object value = r.getObject(i);
                        if (value != null && value.getClass() != kinds.get(about.getColumnName(i)))
                            return view[0] + "." + about.getColumnName(i) + ": " + value.getClass();
                    }
                }
            }
            if (rows != Integer.parseInt(view[1])) return view[0] + ": " + rows + " rows for " + view[1];
        }
        return null;
    }

    // setString sends a varchar: of rating, quarter and code it is compared as such, of the others it is cast.
    static String where(boolean asString) throws Exception {
        for (int i = 0; i < NAMES.length; i++) {
            String parameter = asString && i > 2 ? "CAST(? AS " + TYPES[i] + ")" : "?";
            try (PreparedStatement s = conn.prepareStatement("SELECT id FROM typed.kept WHERE " + NAMES[i] + " = " + parameter)) {
                if (asString) s.setString(1, VALUES[i]); else s.setObject(1, VALUES[i], Types.OTHER);
                for (int again = 0; again < 7; again++) // from the fifth on the server has the statement prepared
                    try (ResultSet r = s.executeQuery()) { if (!r.next() || r.getInt(1) != 1 || r.next()) return NAMES[i]; }
            }
        }
        return null;
    }

    static String lists() throws Exception {
        for (int i = 0; i < 3; i++) {
            try (PreparedStatement s = conn.prepareStatement("SELECT id FROM typed.kept WHERE " + NAMES[i] + " = ANY (?)")) {
                s.setArray(1, conn.createArrayOf("text", new Object[] {VALUES[i]}));
                try (ResultSet r = s.executeQuery()) { if (!r.next() || r.getInt(1) != 1) return NAMES[i]; }
            }
        }
        return null;
    }

    static String insert() throws Exception {
        // Text is cast by assignment to the first six, and by hand to the others.
        String into = "INSERT INTO typed.kept (id, " + String.join(", ", NAMES) + ") VALUES (?" + ", ?".repeat(6)
                      + ", CAST(? AS plan_coderange), CAST(? AS linkage), CAST(? AS linkage_text))";
        try (PreparedStatement s = conn.prepareStatement(into)) {
            for (int row = 3; row <= 4; row++) {
                s.setInt(1, row);
                for (int i = 0; i < NAMES.length; i++) if (row == 3) s.setString(i + 2, VALUES[i]); else s.setObject(i + 2, VALUES[i], Types.OTHER);
                s.addBatch();
            }
            s.executeBatch();
        }
        String columns = String.join(", a.", NAMES);
        String found = one("SELECT string_agg(a.id::text, ',' ORDER BY a.id) FROM typed.kept a, typed.kept b WHERE b.id = 1 AND (a." + columns + ") = (b."
                           + columns.replace("a.", "b.") + ")");
        run("DELETE FROM typed.kept WHERE id >= 3");
        return "1,3,4".equals(found) ? null : found;
    }

    static String copy() throws Exception {
        String copied = "SELECT string_agg(concat_ws('|', id, rating, period, code, periods), ';' ORDER BY id) FROM typed.copied WHERE id >= 11";
        var api = conn.unwrap(PGConnection.class).getCopyAPI();
        api.copyIn("COPY typed.copied FROM STDIN", new StringReader(COPIED));
        String first = one(copied);
        var binary = new ByteArrayOutputStream();
        api.copyOut("COPY (SELECT * FROM typed.copied WHERE id >= 11) TO STDOUT (FORMAT binary)", binary);
        run("DELETE FROM typed.copied WHERE id >= 11");
        api.copyIn("COPY typed.copied FROM STDIN (FORMAT binary)", new ByteArrayInputStream(binary.toByteArray()));
        String second = one(copied);
        run("DELETE FROM typed.copied WHERE id >= 11");
        String wanted = "11|R|Q1 2025/26|A2.192.70000|[\"Q1 2025/26\",\"Q3 2025/26\");12|Q4 1999/00|LGOF 3.1|(,\"Q3 2025/26\")";
        return wanted.equals(first) && wanted.equals(second) ? null : first + " then " + second;
    }

    static String one(String query) throws SQLException {
        try (Statement s = conn.createStatement(); ResultSet r = s.executeQuery(query)) { r.next(); return r.getString(1); }
    }

    static void run(String statement) throws SQLException {
        try (Statement s = conn.createStatement()) { s.execute(statement); }
    }

    public static void main(String[] arguments) throws Exception {
        conn = DriverManager.getConnection("jdbc:postgresql://" + System.getenv("TCP_HOST") + ":" + System.getenv("PGPORT") + "/" + System.getenv("PGDATABASE"),
                                           System.getenv("PGUSER"), "");
        attempt("lists the views by its metadata, with comments", Jdbc::list);
        attempt("knows every column's type by its metadata, with comments", Jdbc::metadata);
        attempt("reads every view, with its types", Jdbc::read);
        attempt("binds a parameter of every type in WHERE with setString", () -> where(true));
        attempt("and with setObject", () -> where(false));
        attempt("binds lists of text", Jdbc::lists);
        attempt("inserts every type, in a batch", Jdbc::insert);
        attempt("copies in bulk, as text and binary", Jdbc::copy);
    }
}
