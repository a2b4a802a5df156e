using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace BackendRules.Tests;

/// <summary>Turns a block of a page into a file: types stay as they are, top-level statements too, bare members get a class around them.</summary>
internal static class Snippet
{
    private const string Before = "partial class Spec\n{\n";

    public static (string Text, int Shift) Wrap(string text)
    {
        var root = Parse(text);
        var statements = root.Members.OfType<GlobalStatementSyntax>().ToArray();
        var good = !HasErrors(root);
        if (good && (statements.Length == 0 || statements.Any(static s => s.Statement is not (LocalFunctionStatementSyntax or LocalDeclarationStatementSyntax))))
            return (text, 0);
        var (usings, body) = Split(text);
        var wrapped = usings + Before + body + "}\n";
        return !HasErrors(Parse(wrapped)) ? (wrapped, 2) : (text, 0);
    }

    private static (string Usings, string Body) Split(string text)
    {
        var end = Parse(text).Usings.FullSpan.End;
        return end == 0 ? ("", text) : (text[..end], text[end..]);
    }

    private static CompilationUnitSyntax Parse(string text) =>
        CSharpSyntaxTree.ParseText(text, new CSharpParseOptions(LanguageVersion.Latest)).GetCompilationUnitRoot();

    private static bool HasErrors(CompilationUnitSyntax root) =>
        root.GetDiagnostics().Any(static d => d.Severity == DiagnosticSeverity.Error);
}
