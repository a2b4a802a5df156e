using System.Reflection;

namespace BackendRules.Tests;

/// <summary>Arrows run one way: Flow, Analyzers, CodeFixes.</summary>
public sealed class LayersTests
{
    [Theory]
    [InlineData("BackendRules.Flow", "")]
    [InlineData("BackendRules.Analyzers", "BackendRules.Flow")]
    [InlineData("BackendRules.CodeFixes", "BackendRules.Analyzers BackendRules.Flow")]
    public void An_assembly_refers_only_to_those_below_it(string assembly, string below)
    {
        var allowed = below.Split(' ');
        var references = Assembly.Load(assembly).GetReferencedAssemblies().Select(static name => name.Name!).Where(static name => name.StartsWith("BackendRules", StringComparison.Ordinal));
        Assert.Empty(references.Except(allowed));
    }

    [Theory]
    [InlineData("BackendRules.Flow")]
    [InlineData("BackendRules.Analyzers")]
    public void What_runs_in_the_compiler_never_sees_workspaces(string assembly) =>
        Assert.DoesNotContain(Assembly.Load(assembly).GetReferencedAssemblies(), static name => name.Name!.Contains("Workspaces", StringComparison.Ordinal));
}
