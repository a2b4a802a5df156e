using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>
/// The body that runs when a method is called, told while typing: of the method itself, of the only one that implements it, or of what handles a mediator's
/// request. It binds the body of another file anew, so it is asked only where something has been seen that makes the answer matter.
/// </summary>
internal static class CalledBody
{
    public static (IMethodSymbol Method, IOperation Body)? Of(IInvocationOperation call) =>
        call.SemanticModel is { } model ? Of(CallReach.Handler(call, model.Compilation) ?? call.TargetMethod, model) : null;

    public static (IMethodSymbol Method, IOperation Body)? Of(IMethodSymbol called, SemanticModel here)
    {
        IMethodSymbol? only = null;
        foreach (var symbol in CallReach.Behind((called.ReducedFrom ?? called).OriginalDefinition, here.Compilation))
        {
            if (symbol is not IMethodSymbol { IsAbstract: false } method || method.ContainingType is { TypeKind: TypeKind.Interface })
                continue;
            // Which of several runs isn't known.
            if (only is not null)
                return null;
            only = method;
        }

        // A method of another project has its source there.
        if (only?.DeclaringSyntaxReferences.FirstOrDefault() is not { } reference || !here.Compilation.ContainsSyntaxTree(reference.SyntaxTree))
            return null;
        var model = reference.SyntaxTree == here.SyntaxTree ? here : here.Compilation.GetSemanticModel(reference.SyntaxTree);
        return model.GetOperation(reference.GetSyntax()) is { } body ? (only, body) : null;
    }
}
