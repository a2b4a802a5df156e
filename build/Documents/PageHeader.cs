namespace BackendRules.Build;

/// <summary>The first lines of a rule's page: its title and its facts.</summary>
internal static class PageHeader
{
    public static string Path(Rule rule) => $"src/BackendRules.Analyzers/Rules/{rule.Family}/{rule.Id}.{rule.Name}.md";

    public static string Write(Check check, string page)
    {
        page = page.ReplaceLineEndings("\n");
        var body = page.IndexOf("\n## ", StringComparison.Ordinal);
        return Header(check) + (body < 0 ? "" : page[body..]);
    }

    private static string Header(Check check)
    {
        var rule = check.Rule;
        var facts = new List<string> { $"Default: **{RuleList.Word(rule.Level)}**", RuleList.Live(rule), RuleList.Fixable.Contains(rule.Id) ? "has a fix" : "no fix", $"since {rule.Since}" };
        var sources = rule.Cwe.Select(static number => $"[CWE-{number}](https://cwe.mitre.org/data/definitions/{number}.html)")
            .Concat(rule.Owasp.Select(static category => $"OWASP {category}")).Concat(rule.Asvs.Select(static number => $"ASVS {number}"))
            .Concat(rule.Profile.Select(static line => $"profile {line}"));
        var header = $"# {rule.Id} {rule.Title}\n\n<!-- Generated down to the first heading by `dotnet run --project build -- docs`. -->\n{string.Join(" · ", facts)}\n";
        var named = string.Join(" · ", sources);
        if (named.Length > 0)
            header += $"\n{named}\n";
        return rule.TakesBack.Length == 0 ? header : header + $"\nIts finding takes back what {Listed(rule.TakesBack)} of the same place.\n";
    }

    private static string Listed(string[] ids) => ids.Length == 1 ? ids[0] + " says" : $"{string.Join(", ", ids[..^1])} and {ids[^1]} say";
}
