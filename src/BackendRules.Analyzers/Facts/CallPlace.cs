using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace BackendRules;

/// <summary>Where a finding about a call stands: long chains are one expression, and a reader looks for the name.</summary>
internal static class CallPlace
{
    /// <summary>The name behind the dot; the whole call where there is none.</summary>
    public static Location Of(SyntaxNode call) =>
        call is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } ? access.Name.GetLocation() : call.GetLocation();

    /// <inheritdoc cref="Of(SyntaxNode)"/>
    public static Location Of(IOperation call) => Of(call.Syntax);

    /// <summary>The name, behind a dot or alone; the whole expression when it is no call.</summary>
    public static Location OfName(IOperation call) =>
        call.Syntax is InvocationExpressionSyntax { Expression: not MemberAccessExpressionSyntax and var name } ? name.GetLocation() : Of(call);
}
