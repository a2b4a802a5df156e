namespace BackendRules;

/// <summary>Takes a placeholder out of a template, with what only led to it.</summary>
internal static class TemplateEdit
{
    private static readonly string[] s_leads = [" because of", " because", " with", " due to", " and", " using"];

    public static string Without(string text, TemplateHole hole)
    {
        var before = text.Substring(0, hole.Start).TrimEnd(' ', ':', '-', ',', '=', '(', '\'', '"', '\n', '\r');
        var after = text.Substring(hole.End).TrimStart(')', '\'', '"');
        foreach (var lead in s_leads)
        {
            if (before.EndsWith(lead, StringComparison.Ordinal))
                before = before.Substring(0, before.Length - lead.Length).TrimEnd(' ', ':', '-', ',');
        }

        var rest = (before + (after.Trim(' ', '.', ')', '\'').Length == 0 ? "" : after)).Trim();
        return rest.Length == 0 ? "Unexpected failure" : rest;
    }
}
