-- text: how the types read printed text, for those who compare words of their own.

CREATE FUNCTION fold_text(text) RETURNS text
    LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'fold_text';
COMMENT ON FUNCTION fold_text(text) IS
  'text as the types of this extension read it: upper case, look-alike letters of other alphabets as the Latin ones, dashes as -, '
  'blanks of any kind as one and none at the ends; NULL for text with other characters, or longer than any spelling they know';

