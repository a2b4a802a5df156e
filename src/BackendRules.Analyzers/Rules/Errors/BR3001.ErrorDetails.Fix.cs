using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;

namespace BackendRules;

/// <summary>Answers with a fixed text, and logs the exception where nothing does yet.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class ErrorDetailsFix : RuleFix
{
    private const string Answer = "\"The request could not be processed.\"";

    private static readonly ImmutableArray<Repair> s_offer = ImmutableArray.Create(new Repair("Answer with a fixed text and log the exception", "BR3001.answer"));

    public ErrorDetailsFix()
        : base("BR3001")
    {
    }

    protected override ImmutableArray<Repair> Offers(SemanticModel model, SyntaxNode root, Diagnostic finding, CancellationToken cancellation) =>
        Leak.At(model, root, finding, cancellation) is null ? ImmutableArray<Repair>.Empty : s_offer;

    protected override void Apply(DocumentEditor editor, ImmutableArray<Diagnostic> findings, Repair repair, CancellationToken cancellation)
    {
        var logged = new HashSet<CatchClauseSyntax>();
        foreach (var finding in findings)
        {
            if (Leak.At(editor.SemanticModel, editor.OriginalRoot, finding, cancellation) is not { } leak)
                continue;
            foreach (var text in leak.Texts)
                editor.ReplaceNode(text, SyntaxFactory.ParseExpression(Answer).WithTriviaFrom(text));
            if (leak.Logger is null || leak.Catch is null || !logged.Add(leak.Catch) || leak.Catch.Block.Statements.FirstOrDefault() is not { } first)
                continue;
            var indent = first.GetLeadingTrivia().Where(static trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia)).Take(1);
            var statement = leak.Logger.Error(leak.Catch.Declaration!.Identifier.ValueText, LoggerInScope.Failure(leak.Catch));
            editor.InsertBefore(first, statement.WithLeadingTrivia(SyntaxFactory.TriviaList(indent)).WithTrailingTrivia(SyntaxFactory.ElasticLineFeed).WithAdditionalAnnotations(Formatter.Annotation));
        }
    }

    /// <summary>The texts of a caught exception in an answer, and the logger that will have it; none when it is logged already.</summary>
    private sealed record Leak(CatchClauseSyntax? Catch, List<ExpressionSyntax> Texts, LoggerInScope? Logger)
    {
        public static Leak? At(SemanticModel model, SyntaxNode root, Diagnostic finding, CancellationToken cancellation)
        {
            var node = root.FindNode(finding.Location.SourceSpan, getInnermostNodeForTie: true);
            if (node.FirstAncestorOrSelf<CatchClauseSyntax>() is not { Declaration.Identifier: { RawKind: (int)SyntaxKind.IdentifierToken } caught } handler)
                return OfHandler(node, model, cancellation);
            var texts = new List<ExpressionSyntax>();
            if (!Collect(node, caught.ValueText, texts, model, cancellation) || texts.Count == 0)
                return null;
            var isLogged = handler.Block.DescendantNodes().OfType<ArgumentSyntax>().Any(argument =>
                argument.Expression is IdentifierNameSyntax name && name.Identifier.ValueText == caught.ValueText && !node.Span.Contains(argument.Span));
            var logger = isLogged ? null : LoggerInScope.At(handler.Block, model, cancellation);
            // An answer without details and without a log would lose the failure.
            return isLogged || logger is not null ? new Leak(handler, texts, logger) : null;
        }

        /// <summary>The last-resort handler is given the exception; it may leave it out of the answer when it logs it.</summary>
        private static Leak? OfHandler(SyntaxNode node, SemanticModel model, CancellationToken cancellation)
        {
            if (node.FirstAncestorOrSelf<MethodDeclarationSyntax>() is not { } method
                || method.ParameterList.Parameters.FirstOrDefault(parameter => model.GetDeclaredSymbol(parameter, cancellation)?.Type.IsOrInherits("System.Exception") == true) is not { } given)
                return null;
            var name = given.Identifier.ValueText;
            var isLogged = method.DescendantNodes().OfType<InvocationExpressionSyntax>().Any(call => !node.Span.Contains(call.Span) && call.Expression is MemberAccessExpressionSyntax { Name.Identifier.ValueText: var called }
                && (called.StartsWith("Log", StringComparison.Ordinal) || called is "Error" or "Fatal" or "Critical") && call.ArgumentList.Arguments.Any(argument => argument.Expression is IdentifierNameSyntax logged && logged.Identifier.ValueText == name));
            var texts = new List<ExpressionSyntax>();
            return isLogged && Collect(node, name, texts, model, cancellation) && texts.Count > 0 ? new Leak(null, texts, null) : null;
        }

        private static bool Collect(SyntaxNode node, string caught, List<ExpressionSyntax> texts, SemanticModel model, CancellationToken cancellation)
        {
            if (!node.DescendantNodesAndSelf().Any(inner => inner is IdentifierNameSyntax name && name.Identifier.ValueText == caught))
                return true;
            if (node is ExpressionSyntax expression and not AnonymousObjectCreationExpressionSyntax)
            {
                var type = model.GetTypeInfo(expression, cancellation);
                if (type.Type?.SpecialType == SpecialType.System_String)
                {
                    texts.Add(expression);
                    return true;
                }

                if (type.Type.IsOrInherits("System.Exception"))
                {
                    texts.Add(expression);
                    return type.ConvertedType?.SpecialType == SpecialType.System_Object || expression.Parent is AnonymousObjectMemberDeclaratorSyntax { NameEquals: not null };
                }
            }

            if (node is AnonymousObjectMemberDeclaratorSyntax { NameEquals: null })
                return false;
            return node.ChildNodes().All(child => child is NameEqualsSyntax or NameColonSyntax || Collect(child, caught, texts, model, cancellation));
        }
    }
}
