namespace BackendRules;

/// <summary>
/// A message template as Microsoft.Extensions.Logging, Serilog and NLog read it (messagetemplates.org): text, and holes like
/// <c>{@Name,-10:000}</c>. Doubled braces are text.
/// </summary>
internal sealed class MessageTemplate
{
    private MessageTemplate(string text, List<TemplateHole> holes, string? fault, int faultAt)
    {
        Text = text;
        Holes = holes;
        Fault = fault;
        FaultAt = faultAt;
    }

    public string Text { get; }

    public IReadOnlyList<TemplateHole> Holes { get; }

    /// <summary>What is wrong with the syntax, in words; null when nothing is.</summary>
    public string? Fault { get; }

    /// <summary>Where in the text the fault is.</summary>
    public int FaultAt { get; }

    public static MessageTemplate Parse(string text)
    {
        var holes = new List<TemplateHole>();
        string? fault = null;
        var faultAt = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var doubled = i + 1 < text.Length && text[i + 1] == text[i];
            if (text[i] is '{' or '}' && doubled)
            {
                i++;
                continue;
            }

            if (text[i] == '}')
            {
                Wrong("a '}' that opens nowhere", i);
                continue;
            }

            if (text[i] != '{')
                continue;
            var end = text.IndexOfAny(['{', '}'], i + 1);
            if (end < 0 || text[end] == '{')
            {
                Wrong("a '{' that is never closed", i);
                if (end < 0)
                    break;
                i = end - 1;
                continue;
            }

            if (TemplateHole.Parse(text, i, end + 1) is { } hole)
                holes.Add(hole);
            else
                Wrong(end == i + 1 ? "an empty placeholder" : $"'{text.Substring(i, end + 1 - i)}', which is no placeholder", i);
            i = end;
        }

        return new MessageTemplate(text, holes, fault, faultAt);

        void Wrong(string what, int at)
        {
            if (fault is null)
                (fault, faultAt) = (what, at);
        }
    }

    /// <summary>Text in which braces are text.</summary>
    public static string Escape(string text) => text.Replace("{", "{{").Replace("}", "}}");
}

/// <summary>A placeholder of a template.</summary>
/// <param name="Start">Where its opening brace is.</param>
/// <param name="End">Behind its closing brace.</param>
/// <param name="Name">The name, or the number.</param>
/// <param name="Sign"><c>@</c> (take apart), <c>$</c> (as text), or none.</param>
/// <param name="Rest">Alignment and format, with their comma and colon.</param>
internal sealed record TemplateHole(int Start, int End, string Sign, string Name, string Rest)
{
    /// <summary>Whether it is counted rather than named.</summary>
    public bool IsPositional => Name.Length > 0 && Name.All(char.IsDigit);

    public static TemplateHole? Parse(string text, int start, int end)
    {
        var inner = text.Substring(start + 1, end - start - 2);
        var sign = inner.Length > 0 && inner[0] is '@' or '$' ? inner.Substring(0, 1) : "";
        var rest = inner.IndexOfAny([',', ':']);
        var name = rest < 0 ? inner.Substring(sign.Length) : inner.Substring(sign.Length, Math.Max(0, rest - sign.Length));
        return name.Length > 0 && name.All(static c => char.IsLetterOrDigit(c) || c is '_' or '.' or '-')
            ? new TemplateHole(start, end, sign, name, rest < 0 ? "" : inner.Substring(rest))
            : null;
    }
}
