using System.Text;

namespace BackendRules.Build;

/// <summary>The table of the README.</summary>
internal static class RuleTable
{
    public static string Text()
    {
        var text = new StringBuilder();
        foreach (var family in RuleList.All.GroupBy(static rule => rule.Family))
        {
            text.Append($"\n### {Heading(family.Key)}\n\n| Rule | What ought to be | Default | Strict | Live | Fix |\n| --- | --- | --- | --- | --- | --- |\n");
            foreach (var rule in family)
            {
                text.Append($"| [{rule.Id}](src/BackendRules.Analyzers/Rules/{rule.Family}/{rule.Id}.{rule.Name}.md) | {rule.Title} | {RuleList.Word(rule.Level)} "
                    + $"| {RuleList.Word(Presets.Strict(rule))} | {RuleList.Live(rule)} | {(RuleList.Fixable.Contains(rule.Id) ? "yes" : "")} |\n");
            }
        }

        return text.Append('\n').ToString();
    }

    public static string Heading(Family family) => family switch
    {
        Family.House => "The package's own settings",
        Family.Injection => "Injection and input",
        Family.Security => "Secrets, cryptography, identity and transport",
        Family.Errors => "Errors",
        Family.Logging => "Logging",
        Family.Scalability => "Idempotency and scalability",
        Family.Data => "Databases",
        Family.Api => "API design",
        Family.Structure => "Layers, dependency injection, configuration",
        _ => "Tests",
    };
}
