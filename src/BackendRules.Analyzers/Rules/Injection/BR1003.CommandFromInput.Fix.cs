using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;

namespace BackendRules;

/// <summary>Gives a program its arguments one by one, where the text of the command line shows where each begins and ends.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class CommandFromInputFix : RuleFix
{
    private static readonly ImmutableArray<Repair> s_offer = ImmutableArray.Create(new Repair("Pass the arguments one by one", "BR1003.list"));

    private static readonly string[] s_shells = ["sh", "bash", "zsh", "dash", "ksh", "cmd", "powershell", "pwsh"];

    public CommandFromInputFix()
        : base("BR1003")
    {
    }

    protected override ImmutableArray<Repair> Offers(SemanticModel model, SyntaxNode root, Diagnostic finding, CancellationToken cancellation) =>
        Change(model, root, finding, cancellation) is null ? ImmutableArray<Repair>.Empty : s_offer;

    protected override void Apply(DocumentEditor editor, ImmutableArray<Diagnostic> findings, Repair repair, CancellationToken cancellation)
    {
        foreach (var finding in findings)
            Change(editor.SemanticModel, editor.OriginalRoot, finding, cancellation)?.Invoke(editor);
    }

    private static Action<DocumentEditor>? Change(SemanticModel model, SyntaxNode root, Diagnostic finding, CancellationToken cancellation)
    {
        if (root.FindNode(finding.Location.SourceSpan, getInnermostNodeForTie: true) is not ExpressionSyntax text
            || TextTemplate.Of(text, model, cancellation) is not { Local: null } template || CommandLine.Split(template, model) is not { } items)
            return null;
        var list = string.Join(", ", items);
        switch (text.Parent)
        {
            case AssignmentExpressionSyntax { Left: IdentifierNameSyntax { Identifier.ValueText: "Arguments" }, Parent: InitializerExpressionSyntax { Parent: BaseObjectCreationExpressionSyntax creation } } assignment
                when Program(creation) is { } program && !IsShell(program):
                return editor => editor.ReplaceNode(assignment, Listed(assignment, list));
            case AssignmentExpressionSyntax { Left: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Arguments", Expression: var start }, Parent: ExpressionStatementSyntax { Parent: BlockSyntax block } statement }
                when ProgramOf(start, block) is { } program && !IsShell(program):
                return editor =>
                {
                    var added = items.Select(item => SyntaxFactory.ParseStatement($"{start.WithoutTrivia()}.ArgumentList.Add({item});").WithAdditionalAnnotations(Formatter.Annotation)).ToArray();
                    added[0] = added[0].WithLeadingTrivia(statement.GetLeadingTrivia());
                    added[added.Length - 1] = added[added.Length - 1].WithTrailingTrivia(statement.GetTrailingTrivia());
                    editor.InsertAfter(statement, added.Skip(1).Select(static line => line.WithLeadingTrivia(SyntaxFactory.ElasticMarker)));
                    editor.ReplaceNode(statement, added.Length == 1 ? added[0] : added[0].WithTrailingTrivia(SyntaxFactory.ElasticLineFeed));
                };
            case ArgumentSyntax { Parent: ArgumentListSyntax { Arguments: [{ Expression: var first }, var second, ..], Parent: var owner } } argument when argument == second && !IsShell(first):
                if (model.GetSymbolInfo(owner!, cancellation).Symbol is not IMethodSymbol { ContainingType: { } type } method || method.Parameters.Length != 2
                    || !(type.Is("System.Diagnostics.ProcessStartInfo") || type.Is("System.Diagnostics.Process") && method.Name == "Start"))
                    return null;
                return editor => editor.ReplaceNode(text, SyntaxFactory.ParseExpression($"new[] {{ {list} }}").WithTriviaFrom(text));
            default:
                return null;
        }
    }

    private static AssignmentExpressionSyntax Listed(AssignmentExpressionSyntax assignment, string list)
    {
        var initializer = (ObjectCreationExpressionSyntax)SyntaxFactory.ParseExpression($"new P {{ ArgumentList = {{ {list} }} }}");
        return ((AssignmentExpressionSyntax)initializer.Initializer!.Expressions[0]).WithTriviaFrom(assignment);
    }

    private static ExpressionSyntax? Program(BaseObjectCreationExpressionSyntax creation) =>
        creation.ArgumentList?.Arguments.FirstOrDefault()?.Expression
        ?? creation.Initializer?.Expressions.OfType<AssignmentExpressionSyntax>().FirstOrDefault(static set => set.Left is IdentifierNameSyntax { Identifier.ValueText: "FileName" })?.Right;

    /// <summary>The program that a block gives to what starts it, when it says so once.</summary>
    private static ExpressionSyntax? ProgramOf(ExpressionSyntax start, BlockSyntax block)
    {
        var named = start.WithoutTrivia().ToString();
        var programs = block.DescendantNodes().Select(node => node switch
        {
            VariableDeclaratorSyntax { Initializer.Value: BaseObjectCreationExpressionSyntax made } declared when declared.Identifier.ValueText == named => Program(made),
            AssignmentExpressionSyntax { Left: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "FileName", Expression: var owner }, Right: var program } when owner.ToString() == named => program,
            AssignmentExpressionSyntax { Left: var whole, Right: BaseObjectCreationExpressionSyntax made } when whole.ToString() == named => Program(made),
            _ => null,
        }).OfType<ExpressionSyntax>().ToArray();
        return programs is [var only] ? only : null;
    }

    /// <summary>A shell reads the text of an argument again: a list doesn't help there. An unknown program may be one.</summary>
    private static bool IsShell(ExpressionSyntax program)
    {
        if (program is not LiteralExpressionSyntax { Token.Value: string path })
            return true;
        var name = path.Substring(path.LastIndexOfAny(['/', '\\']) + 1);
        return Array.IndexOf(s_shells, name.EndsWith(".exe", StringComparison.OrdinalIgnoreCase) ? name.Substring(0, name.Length - 4) : name) >= 0;
    }
}
