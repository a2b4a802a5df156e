using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using BackendRules.Workspaces;

namespace BackendRules.Bridge;

/// <summary>A suite a family, a case a rule and file; what would fail the gate is a failure, what is suppressed is skipped.</summary>
internal static class JunitFormat
{
    public static string Write(FormatContext context)
    {
        var suites = context.Run.Findings.GroupBy(static f => f.Category).OrderBy(static g => g.Key, StringComparer.Ordinal).Select(group => Suite(group.Key, [.. group], context)).ToList();
        if (!context.Run.Coverage.Complete)
        {
            suites.Add(new XElement("testsuite", new XAttribute("name", "coverage"), new XAttribute("tests", 1), new XAttribute("failures", 0), new XAttribute("errors", 1), new XAttribute("skipped", 0),
                new XElement("testcase", new XAttribute("classname", "coverage"), new XAttribute("name", "everything was analysed"),
                    new XElement("error", new XAttribute("message", "The analysis is incomplete."), string.Join('\n', context.Run.Coverage.Problems.Select(static p => $"{p.Project}: {p.Code}: {p.Message}"))))));
        }

        var text = new StringBuilder();
        using (var writer = XmlWriter.Create(text, new XmlWriterSettings { Indent = true, OmitXmlDeclaration = true, CheckCharacters = true, NewLineChars = "\n" }))
            new XElement("testsuites", new XAttribute("name", "BackendRules"), suites).Save(writer);
        return "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n" + text + "\n";
    }

    private static XElement Suite(string category, List<Finding> findings, FormatContext context)
    {
        var cases = findings.GroupBy(static f => (f.RuleId, f.Location.File)).Select(group => Case([.. group], context)).ToList();
        return new XElement(
            "testsuite",
            new XAttribute("name", category),
            new XAttribute("tests", cases.Count),
            new XAttribute("failures", cases.Count(static c => c.Element("failure") is not null)),
            new XAttribute("errors", 0),
            new XAttribute("skipped", cases.Count(static c => c.Element("skipped") is not null)),
            cases);
    }

    private static XElement Case(List<Finding> findings, FormatContext context)
    {
        var failing = findings.Where(f => f is { Suppressed: null, Status: "new" } && context.FailLevel != "none" && f.Rank >= Levels.Rank(context.FailLevel)).ToList();
        var lines = string.Join('\n', (failing.Count > 0 ? failing : findings).Select(static f =>
            string.Create(CultureInfo.InvariantCulture, $"{f.Location.File}:{f.Location.Line}:{f.Location.Column}: {f.Level} {f.RuleId}: {f.Message}")));
        var element = new XElement("testcase", new XAttribute("classname", findings[0].RuleId), new XAttribute("name", findings[0].Location.File), new XAttribute("file", findings[0].Location.File));
        if (failing.Count > 0)
            element.Add(new XElement("failure", new XAttribute("type", findings[0].RuleId), new XAttribute("message", failing[0].Message), lines));
        else if (findings.TrueForAll(static f => f.Suppressed is not null))
            element.Add(new XElement("skipped", new XAttribute("message", findings[0].Suppressed!.Justification ?? "suppressed")));
        else
            element.Add(new XElement("system-out", lines));
        return element;
    }
}
