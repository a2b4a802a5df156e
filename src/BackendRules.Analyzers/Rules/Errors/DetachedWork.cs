using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>A task that is started and let go: what it uses of the request, and whether it looks after its own failures.</summary>
internal static class DetachedWork
{
    private static readonly Members s_starts = new(
        "System.Threading.Tasks.Task.Run", "System.Threading.Tasks.TaskFactory.StartNew", "System.Threading.ThreadPool.{QueueUserWorkItem,UnsafeQueueUserWorkItem}");

    private static readonly string[] s_harmless = ["Cancel", "CancelAsync", "DisposeAsync", "ContinueWith", "FromResult", "FromException", "FromCanceled", "Delay", "Forget", "FireAndForget", "SafeFireAndForget", "StopAsync", "CloseAsync"];

    /// <summary>Whether the call hands a function to another thread.</summary>
    public static bool IsStart(IInvocationOperation call) => s_starts.Contain(call.TargetMethod);

    /// <summary>Calls whose task nobody needs to look at.</summary>
    public static bool IsHarmless(IInvocationOperation call) => Array.IndexOf(s_harmless, call.TargetMethod.Name) >= 0;

    /// <summary>The name of something of the request that the work uses, or null.</summary>
    public static string? Captured(IInvocationOperation call, Compilation compilation, CancellationToken cancellation)
    {
        if (!IsStart(call))
            return Receiver(call, compilation, cancellation);
        foreach (var argument in call.Arguments)
        {
            if (LocalValues.Bare(argument.Value) is not IDelegateCreationOperation { Target: { } target })
                continue;
            if (target is IMethodReferenceOperation { Instance: IInstanceReferenceOperation } group)
                return Member(group.Method, compilation, cancellation);
            if (target is IAnonymousFunctionOperation lambda && Captured(lambda, compilation, cancellation) is { } captured)
                return captured;
        }

        return null;
    }

    /// <summary>Whether the work catches whatever goes wrong in it.</summary>
    public static bool LooksAfterItself(IInvocationOperation call, CancellationToken cancellation)
    {
        if (!IsStart(call))
            return call.TargetMethod.DeclaringSyntaxReferences.Length == 1 && Catches(call.TargetMethod.DeclaringSyntaxReferences[0].GetSyntax(cancellation));
        foreach (var argument in call.Arguments)
        {
            if (AlwaysTrue.Function(argument.Value, cancellation) is { } function)
                return Catches(function);
        }

        return false;
    }

    private static string? Receiver(IInvocationOperation call, Compilation compilation, CancellationToken cancellation)
    {
        if (call.Instance is IInstanceReferenceOperation)
            return Member(call.TargetMethod, compilation, cancellation);
        if (call.Instance is { } instance && LocalValues.Named(instance) is { } holder && RequestScoped.Is(instance.Type, compilation, cancellation))
            return holder.Name;
        foreach (var argument in call.Arguments)
        {
            if (LocalValues.Named(argument.Value) is { } named && RequestScoped.Is(LocalValues.Bare(argument.Value).Type, compilation, cancellation))
                return named.Name;
        }

        return Origin(call) is { } origin && RequestScoped.Is(origin.Type, compilation, cancellation) ? LocalValues.Named(origin)?.Name : null;
    }

    /// <summary>What a query begins with: <c>context</c> in <c>context.Orders.Where(…).ExecuteDeleteAsync()</c>.</summary>
    private static IOperation? Origin(IInvocationOperation call)
    {
        IOperation? current = call;
        while (true)
        {
            switch (current)
            {
                case IInvocationOperation { Instance: { } instance }:
                    current = LocalValues.Bare(instance);
                    break;
                case IInvocationOperation { TargetMethod.IsExtensionMethod: true, Arguments: [{ Value: { } first }, ..] }:
                    current = LocalValues.Bare(first);
                    break;
                case IPropertyReferenceOperation { Instance: { } holder } when holder is not IInstanceReferenceOperation:
                    current = LocalValues.Bare(holder);
                    break;
                default:
                    return current;
            }
        }
    }

    private static string? Captured(IAnonymousFunctionOperation lambda, Compilation compilation, CancellationToken cancellation)
    {
        foreach (var operation in lambda.Body.Descendants())
        {
            switch (operation)
            {
                case IInvocationOperation { Instance: IInstanceReferenceOperation } own when Member(own.TargetMethod, compilation, cancellation) is { } used:
                    return used;
                case ILocalReferenceOperation local when !lambda.Syntax.Span.Contains(local.Local.Locations[0].SourceSpan) && RequestScoped.Is(local.Type, compilation, cancellation):
                    return local.Local.Name;
                case IParameterReferenceOperation parameter when !IsOf(parameter, lambda) && RequestScoped.Is(parameter.Type, compilation, cancellation):
                    return parameter.Parameter.Name;
                case IFieldReferenceOperation { Instance: IInstanceReferenceOperation, Field.IsStatic: false } field when RequestScoped.Is(field.Type, compilation, cancellation):
                    return field.Field.Name;
                case IPropertyReferenceOperation { Instance: IInstanceReferenceOperation, Property.IsStatic: false } property
                    when property.Property.Name is "HttpContext" or "Request" or "Response" && property.Property.ContainingType.Name is "ControllerBase" or "PageModel" or "Hub" || RequestScoped.Is(property.Type, compilation, cancellation):
                    return property.Property.Name;
            }
        }

        return null;
    }

    /// <summary>A parameter of the lambda or of a function inside it.</summary>
    private static bool IsOf(IParameterReferenceOperation reference, IAnonymousFunctionOperation lambda) =>
        reference.Parameter.Locations.Length > 0 && reference.Parameter.Locations[0].SourceTree == lambda.Syntax.SyntaxTree && lambda.Syntax.Span.Contains(reference.Parameter.Locations[0].SourceSpan);

    /// <summary>What a method of the same type uses of the request: a field, property or constructor parameter that it names.</summary>
    private static string? Member(IMethodSymbol method, Compilation compilation, CancellationToken cancellation)
    {
        if (method.IsStatic || method.DeclaringSyntaxReferences.Length != 1 || method.DeclaringSyntaxReferences[0].GetSyntax(cancellation) is not { } syntax)
            return null;
        foreach (var name in syntax.DescendantNodes().OfType<IdentifierNameSyntax>())
        {
            if (name.Parent is MemberAccessExpressionSyntax access && access.Name == name && access.Expression is not ThisExpressionSyntax)
                continue;
            var type = Type(method.ContainingType, name.Identifier.ValueText);
            if (type is not null && RequestScoped.Is(type, compilation, cancellation))
                return name.Identifier.ValueText;
        }

        return null;
    }

    private static ITypeSymbol? Type(INamedTypeSymbol type, string name)
    {
        foreach (var member in type.GetMembers(name))
        {
            if (member is IFieldSymbol field)
                return field.Type;
            if (member is IPropertySymbol property)
                return property.Type;
        }

        foreach (var constructor in type.InstanceConstructors)
        {
            if (constructor.DeclaringSyntaxReferences.Length != 1 || constructor.DeclaringSyntaxReferences[0].GetSyntax() is not TypeDeclarationSyntax)
                continue;
            foreach (var parameter in constructor.Parameters)
            {
                if (parameter.Name == name)
                    return parameter.Type;
            }
        }

        return null;
    }

    /// <summary>All of its body is one guarded block with a catch for everything.</summary>
    private static bool Catches(SyntaxNode function)
    {
        var body = function switch
        {
            AnonymousFunctionExpressionSyntax lambda => lambda.Block,
            BaseMethodDeclarationSyntax method => method.Body,
            LocalFunctionStatementSyntax local => local.Body,
            _ => null,
        };
        if (body is null)
            return false;
        foreach (var statement in body.Statements)
        {
            if (statement is TryStatementSyntax attempt && attempt.Catches.Any(static clause => clause.Declaration is null || clause.Declaration.Type.ToString() is "Exception" or "System.Exception"))
                return true;
            if (statement.DescendantNodes().Any(static node => node is AwaitExpressionSyntax { Expression: InvocationExpressionSyntax }))
                return false;
        }

        return false;
    }
}
