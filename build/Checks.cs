namespace BackendRules.Build;

/// <summary>What CI runs beside the tests; each check passes or says why not.</summary>
internal static class Checks
{
    public static int Run()
    {
        var failed = 0;
        var passed = 0;
        Check("generated files are fresh", static () => Generated.All().Where(static file => !File.Exists(Tree.At(file.Path)) || File.ReadAllText(Tree.At(file.Path)) != file.Text)
            .Select(static file => $"{file.Path} is stale; run `dotnet run --project build -- docs`").ToArray());
        Check("the samples' findings are as blessed", Golden.Differences);
        Check("our rules on our own source", Dogfood.Run);
        // What needs a program of npm or the built tool is skipped where it isn't there, and says so.
        CheckWith(NodeTool.SarifMultitool, "the tool's SARIF is valid for code scanning", SarifValidity.Run);
        CheckWith(NodeTool.Inspector, "the MCP Inspector drives the server as before", InspectorTranscript.Differences);
        Console.WriteLine("grid of flows:");
        foreach (var line in FlowGrid.Lines())
            Console.WriteLine("     " + line);
        Console.WriteLine($"checks: {passed} passed, {failed} failed");
        return failed == 0 ? 0 : 1;

        void CheckWith(NodeTool tool, string name, Func<IReadOnlyList<string>> run)
        {
            if ((ToolRun.Missing() ?? tool.Missing()) is { } missing)
                Console.WriteLine($"skip {name}: {missing}");
            else
                Check(name, run);
        }

        void Check(string name, Func<IReadOnlyList<string>> run)
        {
            var wrong = run();
            Console.WriteLine($"{(wrong.Count == 0 ? "ok  " : "FAIL")} {name}");
            foreach (var line in wrong)
                Console.WriteLine($"     {line}");
            if (wrong.Count == 0)
                passed++;
            else
                failed++;
        }
    }
}
