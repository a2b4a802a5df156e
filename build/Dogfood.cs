namespace BackendRules.Build;

/// <summary>Our rules on our own source, as errors.</summary>
internal static class Dogfood
{
    private static readonly string[] s_projects = ["BackendRules.Flow", "BackendRules.Analyzers", "BackendRules.CodeFixes", "BackendRules.Workspace", "BackendRules.Cao", "BackendRules.Bridge"];

    /// <summary>What they say; empty when the house keeps its own rules.</summary>
    public static IReadOnlyList<string> Run()
    {
        if (Package.Unpack("0.1.0-dogfood") is not { } package)
            return ["The package can't be packed."];
        var found = new List<string>();
        foreach (var project in s_projects.Select(static name => Tree.At($"src/{name}/{name}.csproj")).Where(File.Exists))
        {
            var sarif = Path.Combine(Tree.Artifacts, $"dogfood.{Path.GetFileNameWithoutExtension(project)}.sarif");
            File.Delete(sarif);
            var (code, output) = Shell.Capture("dotnet", Tree.Root, "build", project, "-c", "Release", "--no-incremental", "-v", "q", "--nologo",
                $"-p:CustomAfterMicrosoftCommonTargets={Tree.At("build/inject.targets")}", $"-p:BackendRulesPackage={package}", $"-p:BackendRulesLog={Tree.Artifacts}/dogfood");
            if (code != 0 || new FileInfo(sarif) is not { Exists: true, Length: > 0 })
                return [$"{project} does not build: {output}"];
            found.AddRange(Finding.Read(sarif, Tree.Root).Where(static finding => finding.Level != "note").Select(static finding => finding.ToString()));
        }

        return found;
    }
}
