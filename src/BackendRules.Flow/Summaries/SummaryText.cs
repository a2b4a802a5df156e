using System.Globalization;
using System.Text;

namespace BackendRules.Flow;

/// <summary>
/// Summaries as text, one record a line, fields separated by tabs: how a project hands them to those that reference it. The header names the version and
/// the kinds; whoever reads another version, or other kinds, reads nothing.
/// </summary>
public static class SummaryText
{
    private const string Version = "backend-rules facts 3";

    public static string Write(string assembly, ModelSet models, IEnumerable<BodySummary> summaries)
    {
        var text = new StringBuilder();
        Line(text, Version, assembly, string.Join(",", models.Sinks.Names), string.Join(",", models.Sources.Names));
        foreach (var summary in summaries.OrderBy(static s => s.Key, StringComparer.Ordinal).ThenBy(static s => s.File, StringComparer.Ordinal).ThenBy(static s => s.At.Start))
            Write(text, summary);
        return text.ToString();
    }

    /// <summary>The assembly that a text speaks of, and its summaries; null when the text is of another version.</summary>
    public static (string Assembly, IReadOnlyList<BodySummary> Summaries)? Read(string text, ModelSet models)
    {
        var lines = text.Split('\n');
        var header = lines[0].TrimEnd('\r').Split('\t');
        if (header.Length != 4 || header[0] != Version || header[2] != string.Join(",", models.Sinks.Names) || header[3] != string.Join(",", models.Sources.Names))
            return null;
        var summaries = new List<BodySummary>();
        SummaryReader? current = null;
        foreach (var line in lines.Skip(1))
        {
            var fields = line.TrimEnd('\r').Split('\t');
            if (fields[0] == "m")
            {
                if (current is not null)
                    summaries.Add(current.Build());
                current = new SummaryReader(fields);
            }
            else if (fields[0].Length > 0)
            {
                current?.Add(fields);
            }
        }

        if (current is not null)
            summaries.Add(current.Build());
        return (header[1], summaries);
    }

    private static void Write(StringBuilder text, BodySummary body)
    {
        // No position: it is nobody's elsewhere, and the text would be another one for every line that moves.
        Line(text, "m", body.Key, body.Type, body.File);
        foreach (var declared in body.Implements)
            Line(text, "i", declared);
        foreach (var call in body.Calls)
            Line(text, "c", call.Callee, call.IsVirtual ? "1" : "0");
        foreach (var source in body.Sources)
            Line(text, "o", Mask(source.Kinds), source.Words);
        foreach (var sink in body.Sinks)
            Line(text, "k", Mask(sink.Kinds), sink.Words, sink.Note);
        foreach (var field in body.Statics)
            Line(text, "s", field);
        foreach (var guard in body.Guards)
            Line(text, "g", Number(guard.Call), Number(guard.Index), Number((int)guard.Outcome), guard.Part, guard.Path, Number(guard.Also));
        foreach (var proof in body.Proofs)
            Line(text, "p", Number(proof.Index), Mask(proof.Kinds), Number((int)proof.Outcome), proof.Path, Number(proof.Guard));
        foreach (var edge in body.Edges)
            Line(text, "e", Port(edge.From), Port(edge.To), Mask(edge.Cleaned), Escape(edge.Prefix), Number(edge.Guard), string.Join("|", edge.Except));
    }

    private static string Port(Port port) => $"{(int)port.Kind},{Number(port.Number)},{Number(port.Index)},{port.Path}";

    private static string Mask(ulong mask) => mask.ToString("x", CultureInfo.InvariantCulture);

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>Prefixes have control characters and whatever a text begins with.</summary>
    private static string Escape(string text) => string.Concat(text.Select(static c => char.IsControl(c) || c == '%' ? "%" + ((int)c).ToString("x2", CultureInfo.InvariantCulture) : c.ToString()));

    private static void Line(StringBuilder text, params string[] fields) =>
        text.Append(string.Join("\t", fields.Select(static field => field.Replace('\t', ' ').Replace('\n', ' ').Replace('\r', ' ')))).Append('\n');
}
