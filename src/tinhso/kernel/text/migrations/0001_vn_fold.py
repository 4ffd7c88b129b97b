"""The fold in SQL, for indexes and generated columns, without any extension.

Decomposing first makes NFC and NFD alike and needs a list of 16 marks instead of 134 letters; the letters of
``translate`` beyond 'dddd' are deleted. Collation C makes ``lower`` the same (ASCII) in every database,
whatever its locale: the capitals of Vietnamese are ASCII once their marks are off.
"""

from django.db import migrations

CREATE = r"""
create function vn_fold(t text) returns text
language sql immutable strict parallel safe
as $$
  select lower(translate(
    normalize(t, NFD),
    U&'\0110\0111\00D0\00F0'
      || U&'\0300\0301\0303\0309\0323\0302\0306\031B\0304\0307\0308\030A\030B\030C\0327\0328',
    'dddd'
  ) collate "C")
$$;
comment on function vn_fold(text) is 'Vietnamese search form: lower case, no marks, đ as d; twin of fold()';
"""


class Migration(migrations.Migration):
    initial = True
    dependencies: list[tuple[str, str]] = []
    operations = [migrations.RunSQL(CREATE, reverse_sql="drop function vn_fold(text)")]
