-- A plan's own words for its ratings.

CREATE FUNCTION label(rating rag, legend jsonb) RETURNS text
    LANGUAGE c IMMUTABLE CALLED ON NULL INPUT PARALLEL SAFE AS 'MODULE_PATHNAME', 'rag_legend_label';
COMMENT ON FUNCTION label(rag, jsonb) IS
  'the rating in the words of a legend such as {"G": "On target", "": "No rating"}, whose "" is for NULL; label(rag) where it has none';
