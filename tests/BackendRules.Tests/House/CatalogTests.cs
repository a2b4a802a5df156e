using System.Text.RegularExpressions;
using BackendRules.Build;
using Microsoft.CodeAnalysis;

namespace BackendRules.Tests;

/// <summary>The house polices its rules: what every <see cref="Rule"/> value must keep.</summary>
public sealed class CatalogTests
{
    public static TheoryData<string> Ids => new(Rules.Checks.Keys.Order(StringComparer.Ordinal));

    [Fact]
    public void The_catalogue_holds_every_check() =>
        Assert.Equal(Rules.Checks.Keys.Order(StringComparer.Ordinal), Catalog.All().Select(static check => check.Rule.Id));

    [Theory, MemberData(nameof(Ids))]
    public void A_slice_is_whole(string id)
    {
        var check = Rules.Checks[id];
        var rule = check.Rule;
        Assert.Equal(check.GetType().Name, rule.Name);
        var slice = $"{rule.Family}/{rule.Id}.{rule.Name}";
        var page = Path.Combine(Tree.Rules, slice + ".md");
        Assert.True(File.Exists(page), $"{slice}: the page is missing.");
        Assert.True(File.Exists(Path.Combine(Tree.Specifications, slice + ".md")), $"{slice}: the specification is missing.");
        var text = File.ReadAllText(page);
        foreach (var heading in new[] { "## Why", "## Violation", "## Fix", "## What stays silent", "## When to silence" })
            Assert.Contains(heading, text, StringComparison.Ordinal);
        foreach (var option in check.Options)
            Assert.Contains(option.Key, text, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Ids))]
    public void Titles_and_messages_keep_the_form(string id)
    {
        var rule = Rules.Checks[id].Rule;
        Assert.Matches("^BR[0-9]{4}$", rule.Id);
        Assert.DoesNotMatch(@"[.:;]$", rule.Title);
        Assert.DoesNotMatch(@"\.$", rule.Message);
        Assert.True(rule.Message.Contains("; ", StringComparison.Ordinal) || rule.Message.StartsWith("{0}", StringComparison.Ordinal), $"{id}: the message gives no way out after a semicolon.");
        Assert.True(rule.Profile.All(static line => ProfileDocument.Keys.Contains(line)), $"{id}: the profile has no such line.");
        Assert.DoesNotMatch(new Regex("Analyzer$|^DoNot|^Should"), rule.Name);
    }

    [Fact]
    public void Only_the_four_agreed_rules_break_a_build_that_did_not_ask_for_it() =>
        Assert.Empty(Rules.Checks.Values.Select(static check => check.Rule).Where(static rule => rule.Level == Level.Error && rule.Id is not ("BR2001" or "BR2003" or "BR2004" or "BR2009")).Select(static rule => rule.Id));

    [Theory, MemberData(nameof(Ids))]
    public void What_reports_at_the_end_says_so(string id)
    {
        var rule = Rules.Checks[id].Rule;
        Assert.Equal(rule.AtEnd || rule.EndOnly, rule.Descriptor.CustomTags.Contains(WellKnownDiagnosticTags.CompilationEnd));
    }

    [Theory, MemberData(nameof(Ids))]
    public void A_rule_without_a_fix_says_why(string id)
    {
        if (Rules.Fixes(id).Any())
            return;
        var rule = Rules.Checks[id].Rule;
        var page = File.ReadAllText(Path.Combine(Tree.Rules, $"{rule.Family}/{rule.Id}.{rule.Name}.md"));
        var fix = page[(page.IndexOf("## Fix", StringComparison.Ordinal) + 6)..];
        Assert.Contains("automatic", fix[..Math.Max(0, fix.IndexOf("\n## ", StringComparison.Ordinal))], StringComparison.OrdinalIgnoreCase);
    }
}
