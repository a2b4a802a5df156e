namespace BackendRules.Workspaces;

/// <summary>How the values of a type relate to those of an earlier one.</summary>
internal enum Verdict
{
    Same,

    /// <summary>All old values and more.</summary>
    Wider,

    /// <summary>Some of the old values.</summary>
    Narrower,
    Different,

    /// <summary>One side isn't known.</summary>
    Unknown,
}

/// <summary>Compares types by what they look like on the wire, names aside.</summary>
internal static class WireVerdict
{
    private static readonly string[] s_numbers = ["int16", "int32", "int64", "uint64", "integer"];

    /// <param name="isText">Whether values travel as text, as in a query: then text takes everything.</param>
    public static Verdict Of(TypeRef before, TypeRef after, bool isText)
    {
        if (before.Kind == WireKind.Opaque || after.Kind == WireKind.Opaque)
            return before.Kind == after.Kind && before.Format == after.Format ? Verdict.Same : Verdict.Unknown;
        if (isText && before.Kind == WireKind.Primitive && after.Kind == WireKind.Array)
            return Of(before, after.Item!, isText) is Verdict.Same or Verdict.Wider ? Verdict.Wider : Verdict.Different;
        if (before.Kind is WireKind.Object or WireKind.Union && after.Kind is WireKind.Object or WireKind.Union)
            return Verdict.Same;
        if (before.Kind == WireKind.Primitive && after.Kind == WireKind.Primitive)
            return Primitive(before.Format!, after.Format!, isText);
        if (before.Kind != after.Kind)
            return Across(before, after, isText);
        return Verdict.Same;
    }

    private static Verdict Across(TypeRef before, TypeRef after, bool isText)
    {
        if (before.Kind == WireKind.Enum && after is { Kind: WireKind.Primitive, Format: "string" })
            return isText || before.IsTextEnum ? Verdict.Wider : Verdict.Different;
        if (after.Kind == WireKind.Enum && before is { Kind: WireKind.Primitive, Format: "string" })
            return isText || after.IsTextEnum ? Verdict.Narrower : Verdict.Different;
        if (before.Kind == WireKind.Enum && after is { Kind: WireKind.Primitive, Format: "int32" or "int64" })
            return before.IsTextEnum ? Verdict.Different : Verdict.Wider;
        if (after.Kind == WireKind.Enum && before is { Kind: WireKind.Primitive, Format: "int32" or "int64" })
            return after.IsTextEnum ? Verdict.Different : Verdict.Narrower;
        return Verdict.Different;
    }

    private static Verdict Primitive(string before, string after, bool isText)
    {
        if (before == after)
            return Verdict.Same;
        if (after == "string" && (isText || IsTextual(before)))
            return Verdict.Wider;
        if (before == "string" && (isText || IsTextual(after)))
            return Verdict.Narrower;
        var (one, other) = (Rank(before), Rank(after));
        if (one >= 0 && other >= 0)
            return one < other ? Verdict.Wider : Verdict.Narrower;
        return Verdict.Different;
    }

    private static int Rank(string format) => format is "decimal" or "double" ? (format == "decimal" ? 10 : 11) : Array.IndexOf(s_numbers, format);

    private static bool IsTextual(string format) => format is "uuid" or "date-time" or "date" or "time" or "duration" or "uri" or "base64";
}
