using System.Globalization;

namespace BackendRules.Workspaces;

/// <summary>How the types of columns relate.</summary>
internal enum Fit
{
    Same,

    /// <summary>Every value fits.</summary>
    Wider,

    /// <summary>Some values don't fit.</summary>
    Narrower,

    /// <summary>Values are converted.</summary>
    Other,
}

/// <summary>Compares the types of columns, of several databases.</summary>
internal static class StoreTypes
{
    private static readonly string[][] s_orders =
    [
        ["bit", "tinyint", "smallint", "int", "bigint"],
        ["boolean", "smallint", "integer", "bigint"],
        ["real", "float", "double precision"],
        ["date", "smalldatetime", "datetime", "datetime2", "datetimeoffset"],
        ["date", "timestamp without time zone", "timestamp with time zone"],
        ["time", "datetime2"],
    ];

    public static Fit Compare(SchemaColumn old, SchemaColumn young)
    {
        var (was, becomes) = (Parse(old), Parse(young));
        if (was.Name == becomes.Name)
            return Sizes(was, becomes);
        if (IsText(was.Name) && IsText(becomes.Name))
        {
            // Text without Unicode can't hold every text with it.
            if (was.Name.StartsWith('n') && !becomes.Name.StartsWith('n') && becomes.Name is not "text")
                return Fit.Narrower;
            var sizes = Sizes(was, becomes);
            return sizes == Fit.Same ? Fit.Wider : sizes;
        }

        foreach (var order in s_orders)
        {
            var (one, other) = (Array.IndexOf(order, Plain(was.Name)), Array.IndexOf(order, Plain(becomes.Name)));
            if (one >= 0 && other >= 0 && one != other)
                return one < other ? Fit.Wider : Fit.Narrower;
        }

        return was.Name.Length == 0 || becomes.Name.Length == 0 ? Fit.Same : Fit.Other;
    }

    /// <summary>The type as a message shows it.</summary>
    public static string Show(SchemaColumn column) =>
        (column.StoreType ?? column.ClrType ?? "a type") + (column.StoreType is null && column.MaxLength is { } length ? $"({length})" : "") + (column.IsNullable ? " NULL" : " NOT NULL");

    private static Fit Sizes((string Name, int? Size, int? Scale) was, (string Name, int? Size, int? Scale) becomes)
    {
        if (was.Size == becomes.Size && was.Scale == becomes.Scale)
            return Fit.Same;
        var isFraction = was.Name is "decimal" or "numeric" or "number";
        if (isFraction)
        {
            var (whole, wholeAfter) = ((was.Size ?? 18) - (was.Scale ?? 0), (becomes.Size ?? 18) - (becomes.Scale ?? 0));
            return wholeAfter >= whole && (becomes.Scale ?? 0) >= (was.Scale ?? 0) ? Fit.Wider : Fit.Narrower;
        }

        if (!IsText(was.Name) && was.Size is null != becomes.Size is null)
            return Fit.Same;
        return (becomes.Size ?? int.MaxValue) >= (was.Size ?? int.MaxValue) ? Fit.Wider : Fit.Narrower;
    }

    /// <summary>Name, length or precision, scale; "max" is no length.</summary>
    private static (string Name, int? Size, int? Scale) Parse(SchemaColumn column)
    {
        if (column.StoreType is not { } type)
            return (Clr(column.ClrType), column.Precision ?? column.MaxLength, column.Scale);
        var open = type.IndexOf('(', StringComparison.Ordinal);
        var close = type.IndexOf(')', StringComparison.Ordinal);
        if (open < 0 || close < open)
            return (Plain(type.Trim().ToLowerInvariant()), column.Precision ?? column.MaxLength, column.Scale);
        var sizes = type[(open + 1)..close].Split(',', StringSplitOptions.TrimEntries);
        return (Plain((type[..open] + type[(close + 1)..]).Trim().ToLowerInvariant()), Number(sizes[0]), sizes.Length > 1 ? Number(sizes[1]) : null);
    }

    private static string Plain(string name) => name switch
    {
        "character varying" => "varchar",
        "character" => "char",
        "int4" => "integer",
        "int8" => "bigint",
        "int2" => "smallint",
        "timestamptz" => "timestamp with time zone",
        "timestamp" => "timestamp without time zone",
        "bool" => "boolean",
        "numeric" => "decimal",
        _ => name,
    };

    private static string Clr(string? type) => type switch
    {
        "string" => "nvarchar",
        "int" => "int",
        "long" => "bigint",
        "short" => "smallint",
        "byte" => "tinyint",
        "bool" => "bit",
        "decimal" => "decimal",
        "double" => "float",
        "float" => "real",
        "DateTime" => "datetime2",
        "DateTimeOffset" => "datetimeoffset",
        "DateOnly" => "date",
        "Guid" => "uniqueidentifier",
        null => "",
        _ => type.ToLowerInvariant(),
    };

    private static bool IsText(string name) => name is "char" or "varchar" or "nchar" or "nvarchar" or "text" or "ntext" or "tinytext" or "mediumtext" or "longtext" or "citext";

    private static int? Number(string text) => int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : null;
}
