using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace BackendRules;

/// <summary>What a project is for, from its references and MSBuild properties.</summary>
public sealed class ProjectKind
{
    private static readonly string[] s_testFrameworks =
        ["xunit.core", "xunit.v3.core", "nunit.framework", "Microsoft.VisualStudio.TestPlatform.TestFramework", "MSTest.TestFramework", "TUnit.Core"];

    private ProjectKind(bool isTest, bool isWeb, bool isExecutable)
    {
        IsTest = isTest;
        IsWeb = isWeb;
        IsExecutable = isExecutable;
    }

    /// <summary>It says so (<c>IsTestProject</c>), references a test framework, or is named after tests.</summary>
    public bool IsTest { get; }

    /// <summary>It references ASP.NET Core.</summary>
    public bool IsWeb { get; }

    /// <summary>It has an entry point.</summary>
    public bool IsExecutable { get; }

    public static ProjectKind Of(Compilation compilation, AnalyzerOptions options, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var isWeb = false;
        var isTest = options.AnalyzerConfigOptionsProvider.GlobalOptions.TryGetValue("build_property.IsTestProject", out var said)
            && string.Equals(said, "true", StringComparison.OrdinalIgnoreCase);
        // Where packages aren't restored, the name is all there is.
        isTest |= said is null && compilation.AssemblyName is { } name && (name.EndsWith(".Tests", StringComparison.Ordinal) || name.EndsWith("UnitTests", StringComparison.Ordinal) || name.EndsWith("IntegrationTests", StringComparison.Ordinal));
        foreach (var reference in compilation.ReferencedAssemblyNames)
        {
            isWeb |= reference.Name is "Microsoft.AspNetCore.Http.Abstractions" or "Microsoft.AspNetCore";
            isTest |= Array.IndexOf(s_testFrameworks, reference.Name) >= 0;
        }

        var isExecutable = compilation.Options.OutputKind is OutputKind.ConsoleApplication or OutputKind.WindowsApplication;
        return new ProjectKind(isTest, isWeb, isExecutable);
    }
}
