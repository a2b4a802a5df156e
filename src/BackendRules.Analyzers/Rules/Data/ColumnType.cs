using System.Globalization;

namespace BackendRules;

/// <summary>What a column holds at most, told from its type in the database.</summary>
/// <param name="Kind">Texts, bytes and numbers with a point are compared among themselves only.</param>
/// <param name="Digits">Characters, bytes, or digits before the point.</param>
/// <param name="Scale">Digits after the point.</param>
internal readonly record struct ColumnType(char Kind, int Digits, int Scale)
{
    public static ColumnType Of(string type)
    {
        var open = type.IndexOf('(');
        var close = type.IndexOf(')', open + 1);
        var name = (open < 0 ? type : type.Substring(0, open)).Trim().ToUpperInvariant();
        var kind = name switch
        {
            "TEXT" or "NTEXT" or "CLOB" or "LONGTEXT" or "VARCHAR" or "NVARCHAR" or "CHARACTER VARYING" or "VARCHAR2" or "NVARCHAR2" => 'T',
            "VARBINARY" => 'B',
            "DECIMAL" or "NUMERIC" => 'N',
            _ => '?',
        };
        if (open < 0 || close < 0)
            return new ColumnType(kind == 'N' ? '?' : kind, int.MaxValue, 0);
        var parts = type.Substring(open + 1, close - open - 1).Split(',');
        if (!Number(parts[0], out var digits))
            return new ColumnType(kind, int.MaxValue, 0);
        var scale = 0;
        if (parts.Length > 1 && !Number(parts[1], out scale))
            return default;
        return new ColumnType(kind, digits - scale, scale);
    }

    public bool HoldsMoreThan(ColumnType other) => Kind == other.Kind && Kind is ('T' or 'B' or 'N') && (Digits > other.Digits || Scale > other.Scale);

    private static bool Number(string text, out int number) => int.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
