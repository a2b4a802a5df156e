using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace BackendRules;

/// <summary>What a finding of another rule is about, wherever in it that rule puts its mark: the call for a method's name, the assignment for its target, all that is done to an object.</summary>
internal readonly struct SaidPlace
{
    /// <summary>These mark where an object is made or used; ours the argument or the property that makes it weak.</summary>
    private static readonly string[] s_ofObjects = ["CA5350", "CA5351", "CA5387", "CA5401"];

    private readonly SyntaxNode _root;
    private readonly SyntaxNode _node;
    private readonly bool _isOfObject;

    public SaidPlace(SyntaxNode root, Diagnostic theirs)
    {
        _root = root;
        _node = Grown(At(theirs));
        _isOfObject = Array.IndexOf(s_ofObjects, theirs.Id) >= 0;
    }

    public bool Holds(Diagnostic ours)
    {
        if (_node.Span.OverlapsWith(ours.Location.SourceSpan))
            return true;
        if (!_isOfObject)
            return false;
        var node = At(ours);
        if (Member(node) != Member(_node))
            return false;
        for (var current = node; current is not null and not BlockSyntax and not MemberDeclarationSyntax; current = current.Parent)
        {
            if (Changed(current) is { } name && (name == Changed(_node) || name == Made(_node)))
                return true;
        }

        return false;
    }

    private SyntaxNode At(Diagnostic finding) => _root.FindNode(finding.Location.SourceSpan, getInnermostNodeForTie: true);

    private static SyntaxNode Grown(SyntaxNode node)
    {
        if (node.Parent is MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax call } access && access.Name == node)
            return call;
        return node.Parent is AssignmentExpressionSyntax assignment && assignment.Left == node ? assignment : node;
    }

    /// <summary>The variable whose object a call or an assignment is about, or that gets one.</summary>
    private static string? Changed(SyntaxNode node) => node switch
    {
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax used } } => used.Identifier.ValueText,
        AssignmentExpressionSyntax { Left: MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax set } } => set.Identifier.ValueText,
        AssignmentExpressionSyntax { Left: IdentifierNameSyntax assigned, Parent: not InitializerExpressionSyntax } => assigned.Identifier.ValueText,
        VariableDeclaratorSyntax declared => declared.Identifier.ValueText,
        _ => null,
    };

    private static string? Made(SyntaxNode value) => value.Parent is AssignmentExpressionSyntax assignment ? Changed(assignment) : value.Parent?.Parent is VariableDeclaratorSyntax declared ? Changed(declared) : null;

    private static SyntaxNode? Member(SyntaxNode node) => node.FirstAncestorOrSelf<MemberDeclarationSyntax>() is { } member and not GlobalStatementSyntax ? member : null;
}
