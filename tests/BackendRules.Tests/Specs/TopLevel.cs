using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace BackendRules.Tests;

internal static class TopLevel
{
    /// <summary>Whether a file is a program of top-level statements.</summary>
    public static bool In(string text) =>
        CSharpSyntaxTree.ParseText(text).GetCompilationUnitRoot().Members.Any(static member => member is GlobalStatementSyntax);
}
