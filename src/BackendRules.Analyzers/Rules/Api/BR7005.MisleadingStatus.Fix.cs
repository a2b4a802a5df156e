using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace BackendRules;

/// <summary>Answers with the result that says what happened. Not offered where the signature names the result.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class MisleadingStatusFix : RuleFix
{
    public MisleadingStatusFix()
        : base("BR7005")
    {
    }

    protected override ImmutableArray<Repair> Offers(SemanticModel model, SyntaxNode root, Diagnostic finding, CancellationToken cancellation) =>
        Call(root, finding) is { } call && finding.Properties.TryGetValue(MisleadingStatus.Better, out var better) && better is not null && IsFree(call, model, cancellation)
            ? ImmutableArray.Create(new Repair($"Answer with '{better}'", "BR7005.result"))
            : ImmutableArray<Repair>.Empty;

    protected override void Apply(DocumentEditor editor, ImmutableArray<Diagnostic> findings, Repair repair, CancellationToken cancellation)
    {
        foreach (var finding in findings)
        {
            if (Call(editor.OriginalRoot, finding) is not { } call || !finding.Properties.TryGetValue(MisleadingStatus.Better, out var better) || better is null
                || !IsFree(call, editor.SemanticModel, cancellation))
                continue;
            if (better == "Created" && Located(call, editor.SemanticModel, cancellation) is { } located)
                editor.ReplaceNode(call, located.WithTriviaFrom(call));
            else
                editor.ReplaceNode(call, (current, _) => Rewritten((InvocationExpressionSyntax)current, better));
        }
    }

    /// <summary>Where the controller reads one of what was created by its id, the answer says where.</summary>
    private static ExpressionSyntax? Located(InvocationExpressionSyntax call, SemanticModel model, CancellationToken cancellation)
    {
        if (call.Expression is not IdentifierNameSyntax || call.ArgumentList.Arguments is not [{ Expression: IdentifierNameSyntax made }] || model.GetTypeInfo(made, cancellation).Type is not { } type
            || !type.GetMembers("Id").Any(static member => member is IPropertySymbol { DeclaredAccessibility: Accessibility.Public })
            || call.FirstAncestorOrSelf<ClassDeclarationSyntax>() is not { } controller)
            return null;
        foreach (var method in controller.Members.OfType<MethodDeclarationSyntax>())
        {
            if (method.ParameterList.Parameters.Any(static parameter => parameter.Identifier.ValueText == "id")
                && method.AttributeLists.SelectMany(static list => list.Attributes).Any(static attribute => attribute.Name.ToString() is "HttpGet" or "HttpGetAttribute"
                    && attribute.ArgumentList?.Arguments is [{ Expression: LiteralExpressionSyntax { Token.ValueText: var route } }] && (route == "{id}" || route.StartsWith("{id:", StringComparison.Ordinal) && route.IndexOf('/') < 0)))
                return SyntaxFactory.ParseExpression($"CreatedAtAction(nameof({method.Identifier.ValueText}), new {{ id = {made.Identifier.ValueText}.Id }}, {made.Identifier.ValueText})");
        }

        return null;
    }

    private static InvocationExpressionSyntax Rewritten(InvocationExpressionSyntax call, string better)
    {
        var name = SyntaxFactory.IdentifierName(better);
        var arguments = call.ArgumentList;
        var old = (call.Expression as MemberAccessExpressionSyntax)?.Name ?? call.Expression;
        if (old.ToString() == "StatusCode" || better == "NotFound" && arguments.Arguments is [{ Expression.RawKind: (int)SyntaxKind.NullLiteralExpression }])
            arguments = arguments.WithArguments(default);
        else if (better == "Created")
            arguments = arguments.WithArguments(arguments.Arguments.Insert(0, SyntaxFactory.Argument(SyntaxFactory.ParseExpression("string.Empty"))))
                .NormalizeWhitespace();
        ExpressionSyntax target = call.Expression is MemberAccessExpressionSyntax access ? access.WithName(name.WithTriviaFrom(access.Name)) : name.WithTriviaFrom(call.Expression);
        return call.WithExpression(target).WithArgumentList(arguments);
    }

    private static InvocationExpressionSyntax? Call(SyntaxNode root, Diagnostic finding) =>
        root.FindNode(finding.Location.SourceSpan, getInnermostNodeForTie: true).FirstAncestorOrSelf<InvocationExpressionSyntax>();

    /// <summary>Whether the handler's return type takes any result.</summary>
    private static bool IsFree(InvocationExpressionSyntax call, SemanticModel model, CancellationToken cancellation)
    {
        if (call.Expression is MemberAccessExpressionSyntax { Expression: var on } && on.ToString().EndsWith("TypedResults", StringComparison.Ordinal))
            return false;
        for (SyntaxNode? node = call.Parent; node is not null; node = node.Parent)
        {
            if (node is AnonymousFunctionExpressionSyntax)
                return true;
            if (node is MethodDeclarationSyntax or LocalFunctionStatementSyntax && model.GetDeclaredSymbol(node, cancellation) is IMethodSymbol method)
                return EndpointResponses.Awaited(method.ReturnType).Name is "IActionResult" or "IResult" or "ActionResult";
        }

        return false;
    }
}
