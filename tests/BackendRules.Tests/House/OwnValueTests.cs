using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace BackendRules.Tests;

/// <summary>Values that are made of themselves, as in <c>path = Path.GetFullPath(path)</c>: whoever follows a local to its value must come to an end.</summary>
public sealed class OwnValueTests
{
    /// <summary>The rules that follow values furthest; the programs of all of them were tried once.</summary>
    [Theory]
    [InlineData("BR1001")]
    [InlineData("BR1004")]
    [InlineData("BR1006")]
    [InlineData("BR1007")]
    [InlineData("BR6001")]
    public async Task A_rule_ends_where_locals_are_made_of_themselves(string id)
    {
        var specification = Directory.GetFiles(Path.Combine(Repository.Root, "tests", "BackendRules.Tests", "Rules"), id + ".*.md", SearchOption.AllDirectories).Single();
        foreach (var @case in Case.Read(specification).Where(static @case => @case is { NeedsLatest: false, EditorConfig: null, Files: [{ IsSource: true }] }))
        {
            var usings = CSharpSyntaxTree.ParseText(string.Concat(SpecRunner.ImplicitUsings.Select(static name => $"global using {name};\n")), path: "Usings.cs");
            var text = CSharpSyntaxTree.ParseText(@case.Files[0].Text, path: "Spec.cs");
            var compilation = CSharpCompilation.Create("Own", [text, usings], LibraryReferences.All, new CSharpCompilationOptions(TopLevel.In(@case.Files[0].Text) ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary));
            var changed = CSharpSyntaxTree.ParseText(new MadeOfThemselves(compilation.GetSemanticModel(text)).Visit(await text.GetRootAsync()).ToFullString(), path: "Spec.cs");
            var findings = await compilation.ReplaceSyntaxTree(text, changed).WithAnalyzers(ImmutableArray.Create<DiagnosticAnalyzer>(Rules.Analyzer(id))).GetAnalyzerDiagnosticsAsync();
            Assert.DoesNotContain(findings, static finding => finding.Id == "AD0001");
        }
    }

    /// <summary>Makes every local of itself, in the one place that assigns it, as it may stand while somebody types.</summary>
    private sealed class MadeOfThemselves(SemanticModel model) : CSharpSyntaxRewriter
    {
        public override SyntaxNode? VisitBlock(BlockSyntax node) => node.WithStatements(SyntaxFactory.List(node.Statements.SelectMany(Change)));

        private IEnumerable<StatementSyntax> Change(StatementSyntax statement)
        {
            if (statement is not LocalDeclarationStatementSyntax { UsingKeyword.RawKind: 0, IsConst: false, Declaration: { Type: not RefTypeSyntax, Variables: [{ Initializer.Value: { } value, Identifier.ValueText: var name } local] } }
                || model.GetDeclaredSymbol(local) is not ILocalSymbol { Type: { IsAnonymousType: false } type })
            {
                yield return (StatementSyntax)Visit(statement);
                yield break;
            }

            var own = value.ReplaceNodes(value.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().Where(IsVariable), (_, _) => SyntaxFactory.IdentifierName(name));
            yield return SyntaxFactory.ParseStatement($"{type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat)} {name};\n");
            yield return SyntaxFactory.ParseStatement($"{name} = {own.NormalizeWhitespace()};\n");
        }

        private static bool IsVariable(IdentifierNameSyntax name) =>
            char.IsLower(name.Identifier.ValueText[0]) && name.Identifier.ValueText is not ("var" or "nameof") && !(name.Parent is MemberAccessExpressionSyntax access && access.Name == name)
            && name.Parent is not (InvocationExpressionSyntax or NameColonSyntax or NameEqualsSyntax or AssignmentExpressionSyntax { Parent: InitializerExpressionSyntax });
    }
}
