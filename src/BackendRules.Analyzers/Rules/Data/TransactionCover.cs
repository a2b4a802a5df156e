using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace BackendRules;

/// <summary>Whether a body opens, joins or is handed a transaction.</summary>
internal static class TransactionCover
{
    private static readonly string[] s_opens =
        ["BeginTransaction", "BeginTransactionAsync", "UseTransaction", "UseTransactionAsync", "EnlistTransaction", "StartTransaction", "WithTransaction", "WithTransactionAsync", "ExecuteInTransaction", "ExecuteInTransactionAsync", "CreateExecutionStrategy"];

    private static readonly TypeTrait s_isTransaction = new(static type =>
        type.IsOrInherits("System.Data.IDbTransaction") || type.IsOrInherits("Microsoft.EntityFrameworkCore.Storage.IDbContextTransaction")
            || type.IsOrInherits("MongoDB.Driver.IClientSessionHandle") || type.IsOrInherits("System.Transactions.Transaction")
            || type.TypeKind == TypeKind.Interface && type.Name is "IUnitOfWork" or "ITransaction");

    public static bool In(ImmutableArray<IOperation> blocks, ISymbol container)
    {
        if (container is IMethodSymbol method && method.Parameters.Any(static p => IsTransaction(p.Type)))
            return true;
        foreach (var block in blocks)
        {
            foreach (var operation in block.Descendants())
            {
                if (Says(operation))
                    return true;
            }
        }

        return false;
    }

    /// <summary>The same for the whole body of a member.</summary>
    public static bool InMember(ImmutableArray<IOperation> blocks, IMethodSymbol member) =>
        member.Parameters.Any(static p => IsTransaction(p.Type)) || blocks.Any(static block => MemberBody.Of(block).SaysTransaction);

    /// <summary>Whether a private method is a part of one beside it that opens a transaction around the call.</summary>
    public static bool ByCaller(ISymbol member, CancellationToken cancellation)
    {
        if (member is not IMethodSymbol { DeclaredAccessibility: Accessibility.Private } method)
            return false;
        foreach (var reference in method.ContainingType.DeclaringSyntaxReferences)
        {
            foreach (var caller in reference.GetSyntax(cancellation).ChildNodes().OfType<BaseMethodDeclarationSyntax>())
            {
                var names = caller.DescendantNodes().OfType<SimpleNameSyntax>().Select(static name => name.Identifier.ValueText).ToArray();
                if (Array.IndexOf(names, method.Name) >= 0 && Array.Exists(names, static name => Array.IndexOf(s_opens, name) >= 0 || name == "TransactionScope" || NamesTransaction(name)))
                    return true;
            }
        }

        return false;
    }

    /// <summary>Whether one operation opens a transaction, or mentions one.</summary>
    public static bool Says(IOperation operation) => operation.Kind switch
    {
        OperationKind.Invocation => ((IInvocationOperation)operation).TargetMethod.Name is var name && (Array.IndexOf(s_opens, name) >= 0 || NamesTransaction(name)),
        OperationKind.ObjectCreation => operation.Type.Is("System.Transactions.TransactionScope") || operation.Type.Is("System.Transactions.CommittableTransaction"),
        OperationKind.LocalReference or OperationKind.FieldReference or OperationKind.PropertyReference => IsTransaction(operation.Type),
        _ => false,
    };

    public static bool IsTransaction(ITypeSymbol? type) =>
        type is { SpecialType: SpecialType.None, TypeKind: not (TypeKind.Enum or TypeKind.Delegate or TypeKind.Array) } && s_isTransaction.Holds(type);

    private static bool NamesTransaction(string name) =>
        name.IndexOf("InTransaction", StringComparison.Ordinal) >= 0 || name is "CommitAsync" or "Commit";
}
