using BackendRules.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Text;

namespace BackendRules;

/// <summary>
/// Objects that stand for a file or a folder and do nothing yet. Making one resolves its path, so that code which is careful asks it afterwards:
/// <c>var file = new FileInfo(path); if (!file.FullName.StartsWith(root)) return NotFound();</c>
/// </summary>
internal static class FileObject
{
    /// <summary>Whether a flow ends in such an object, whose full path is then held against something.</summary>
    public static bool IsHeldLater(FlowFinding finding, Func<SemanticModel> read)
    {
        if (finding.Sink is not ("FileInfo" or "DirectoryInfo"))
            return false;
        var model = read();
        if (model.SyntaxTree.GetRoot().FindNode(new TextSpan(finding.At.Start, finding.At.Length), getInnermostNodeForTie: true).FirstAncestorOrSelf<BaseObjectCreationExpressionSyntax>() is not { } made
            || Name(made) is not { } name)
            return false;
        var around = made.FirstAncestorOrSelf<SyntaxNode>(static node => node is MemberDeclarationSyntax or LocalFunctionStatementSyntax or AnonymousFunctionExpressionSyntax) ?? made.SyntaxTree.GetRoot();
        foreach (var node in around.DescendantNodes())
        {
            if (node.SpanStart < made.Span.End)
                continue;
            if (node is BinaryExpressionSyntax { RawKind: (int)SyntaxKind.EqualsExpression or (int)SyntaxKind.NotEqualsExpression } equal && (IsPath(equal.Left, name) || IsPath(equal.Right, name)))
                return true;
            if (node is InvocationExpressionSyntax call && (IsPath(Receiver(call), name) && !IsLoose(call, model) || call.ArgumentList.Arguments.Any(argument => IsPath(argument.Expression, name)) && !IsFrameworks(call, model)))
                return true;
        }

        return false;
    }

    private static string? Name(ExpressionSyntax made) => made.Parent switch
    {
        EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax declared } => declared.Identifier.ValueText,
        AssignmentExpressionSyntax { Left: IdentifierNameSyntax assigned } => assigned.Identifier.ValueText,
        _ => null,
    };

    /// <summary>What a text is asked to begin with, or the relative path is made of.</summary>
    private static ExpressionSyntax? Receiver(InvocationExpressionSyntax call) => call.Expression switch
    {
        MemberAccessExpressionSyntax { Name.Identifier.ValueText: "StartsWith", Expression: var text } => text,
        MemberAccessExpressionSyntax { Name.Identifier.ValueText: "GetRelativePath" } when call.ArgumentList.Arguments is [_, { Expression: var path }] => path,
        _ => null,
    };

    /// <summary>A neighbour of the root with a longer name begins as the root does.</summary>
    private static bool IsLoose(InvocationExpressionSyntax call, SemanticModel model) =>
        model.GetOperation(call) is IInvocationOperation { TargetMethod.Name: "StartsWith" } test && Containment.Tests(test, model) is null;

    /// <summary><c>file.FullName</c>, <c>file.Directory!.FullName</c></summary>
    private static bool IsPath(ExpressionSyntax? path, string name)
    {
        if (path is not MemberAccessExpressionSyntax { Name.Identifier.ValueText: "FullName" or "DirectoryName" } access)
            return false;
        for (var owner = access.Expression; ; owner = owner is PostfixUnaryExpressionSyntax sure ? sure.Operand : ((MemberAccessExpressionSyntax)owner).Expression)
        {
            if (owner is not (PostfixUnaryExpressionSyntax or MemberAccessExpressionSyntax))
                return owner is IdentifierNameSyntax { Identifier.ValueText: var own } && own == name;
        }
    }

    /// <summary>A yes or no of one's own method is a check, one of the framework's, such as whether the file exists, is none.</summary>
    private static bool IsFrameworks(InvocationExpressionSyntax call, SemanticModel model) =>
        model.GetSymbolInfo(call).Symbol is not IMethodSymbol { ReturnType.SpecialType: SpecialType.System_Boolean } method || method.ContainingNamespace?.Root() == "System";
}
